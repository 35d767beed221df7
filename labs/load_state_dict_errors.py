"""Loading a saved optimizer into one that differs: what is noticed, what slips through."""

from typing import Any

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Only the number of groups and their sizes are compared; order and shapes are not.",
    topic="state and checkpoints",
    knobs={
        "change": Knob("nothing", choices=("nothing", "lr", "groups", "sizes", "order", "shapes"))
    },
    measures={
        "load": "what load_state_dict() raised, empty if nothing",
        "step": "what the next step() raised, empty if nothing, skipped if the load failed",
        "lr": "the optimizer's lr afterwards (saved with 0.1)",
        "defaults_lr": "optimizer.defaults['lr'] afterwards",
    },
    source="torch.optim.Optimizer.load_state_dict",
)
def load_state_dict_errors(bench: Bench, change: str) -> None:
    def build(shapes: list[int], lr: float = 0.1, groups: int = 1) -> Any:
        params = [bench.param([1.0] * size) for size in shapes]
        for param in params:
            param.sum().backward()
        parts = params if groups == 1 else [{"params": [param]} for param in params]
        return bench.optim.SGD(parts, lr=lr, momentum=0.9)

    old = build([2, 2] if change == "order" else [2, 3])
    old.step()
    new = {
        "lr": lambda: build([2, 3], lr=0.5),
        "groups": lambda: build([2, 3], groups=2),
        "sizes": lambda: build([2, 3, 1]),
        "order": lambda: build([2, 2]),
        "shapes": lambda: build([3, 2]),
    }.get(change, lambda: build([2, 3]))()
    if change == "order":
        new.param_groups[0]["params"].reverse()
    loaded = bench.raises(lambda: new.load_state_dict(old.state_dict()))
    bench.measure("load", loaded)
    bench.measure("step", "skipped" if loaded else bench.raises(new.step))
    bench.measure("lr", new.param_groups[0]["lr"])
    bench.measure("defaults_lr", new.defaults["lr"])
