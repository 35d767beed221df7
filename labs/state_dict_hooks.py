"""Hooks around saving and loading: their order, and which of them may replace the dict."""

from typing import Any

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Post hooks of state_dict and pre hooks of load_state_dict may replace the dict.",
    topic="inside an optimizer",
    knobs={
        "prepend": Knob(False, help="the second hook of a kind is put before the first"),
        "replace": Knob(True, help="the hooks that may return another dict do so"),
    },
    measures={
        "saving": "what ran in state_dict(), in order",
        "loading": "what ran in load_state_dict(), in order",
        "saved_lr": "lr in the dict that came out (the optimizer's is 0.1)",
        "loaded_lr": "lr after loading a dict that says 0.1",
        "given_lr": "lr in the dict handed over, after loading it",
    },
    source="torch.optim.Optimizer.register_state_dict_post_hook",
)
def state_dict_hooks(bench: Bench, prepend: bool, replace: bool) -> None:
    optimizer = bench.optim.SGD([bench.param([1.0])], lr=0.1)
    ran: list[str] = []

    def with_lr(saved: Any, lr: float) -> Any:
        groups = [{**group, "lr": lr} for group in saved["param_groups"]]
        return {**saved, "param_groups": groups}

    def hook(name: str, lr: float | None = None) -> Any:
        def run(_: object, *saved: Any) -> Any:
            ran.append(name)
            return with_lr(saved[0], lr) if replace and lr is not None else None

        return run

    optimizer.register_state_dict_pre_hook(hook("pre 1"))
    optimizer.register_state_dict_pre_hook(hook("pre 2"), prepend=prepend)
    optimizer.register_state_dict_post_hook(hook("post 1", 0.2))
    optimizer.register_state_dict_post_hook(hook("post 2"), prepend=prepend)
    saved = optimizer.state_dict()
    bench.measure("saving", list(ran))
    bench.measure("saved_lr", saved["param_groups"][0]["lr"])
    ran.clear()
    optimizer.register_load_state_dict_pre_hook(hook("pre 1", 0.3))
    optimizer.register_load_state_dict_pre_hook(hook("pre 2"), prepend=prepend)
    optimizer.register_load_state_dict_post_hook(hook("post 1"))
    optimizer.register_load_state_dict_post_hook(hook("post 2"), prepend=prepend)
    given = with_lr(saved, 0.1)
    optimizer.load_state_dict(given)
    bench.measure("loading", ran)
    bench.measure("loaded_lr", optimizer.param_groups[0]["lr"])
    bench.measure("given_lr", given["param_groups"][0]["lr"])
