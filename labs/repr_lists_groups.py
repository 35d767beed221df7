"""What print(optimizer) shows: settings group by group, and nothing of tensors or state."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="repr() lists each group's settings in the order of their names; no tensors, no state.",
    topic="inside an optimizer",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW", "RMSprop", "Adagrad")),
        "groups": Knob(2, low=1, high=5),
        "steps": Knob(1, low=0, high=5),
    },
    measures={
        "first_line": "the first line",
        "groups": "how many groups it lists",
        "settings": "names of the settings of the first group, in its order",
        "sorted": "are they sorted",
        "tells_state": "is anything of the state in it",
    },
    source="torch.optim.Optimizer.__repr__",
)
def repr_lists_groups(bench: Bench, opt: str, groups: int, steps: int) -> None:
    params = [bench.param([1.0]) for _ in range(groups)]
    optimizer = getattr(bench.optim, opt)([{"params": [x]} for x in params], lr=0.25)
    for _ in range(steps):
        sum(x.sum() for x in params).backward()  # type: ignore[union-attr]
        optimizer.step()
    text = repr(optimizer)
    first, *_ = text.splitlines()
    group = text.split("Parameter Group ")[1]
    settings = [line.split(":")[0].strip() for line in group.splitlines() if ": " in line]
    state = [name for x in params for name in optimizer.state.get(x, {})]
    bench.measure("first_line", first)
    bench.measure("groups", text.count("Parameter Group"))
    bench.measure("settings", settings)
    bench.measure("sorted", settings == sorted(settings))
    bench.measure("tells_state", "params" in text or any(name in text for name in state))
