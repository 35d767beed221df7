"""add_param_group in the middle of training: what state the newcomer starts with."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="State is lazy and per parameter: a newcomer starts at step 1, bias correction and all.",
    topic="parameter groups",
    knobs={
        "opt": Knob("Adam", choices=("Adam", "AdamW")),
        "joins_at": Knob(5, low=1, high=50, help="steps before the newcomer joins"),
        "steps": Knob(10, low=2, high=100, help="steps in all"),
    },
    measures={
        "groups": "how many groups there are in the end",
        "state_at_joining": "names in the newcomer's state right after it joined",
        "steps_old": "step counter of the first parameter in the end",
        "steps_new": "step counter of the newcomer in the end",
        "first_move": "how far the newcomer's own first step moved it, in units of lr",
    },
    series={"old": "step counter of the first parameter", "new": "step counter of the newcomer"},
    source="torch.optim.Optimizer.add_param_group",
)
def add_group_later(bench: Bench, opt: str, joins_at: int, steps: int) -> None:
    lr = 0.01
    old, new = bench.param([1.0]), bench.param([1.0])
    optimizer = getattr(bench.optim, opt)([old], lr=lr, weight_decay=0.0)
    for step in range(1, steps + 1):
        if step == joins_at + 1:
            optimizer.add_param_group({"params": [new]})
            bench.measure("state_at_joining", sorted(optimizer.state.get(new, {})))
        optimizer.zero_grad()
        (old**2 + new**2).sum().backward()
        before = new.item()
        optimizer.step()
        if step == joins_at + 1:
            bench.measure("first_move", (before - new.item()) / lr)
        for name, param in (("old", old), ("new", new)):
            bench.point(name, step, optimizer.state.get(param, {}).get("step", 0))
        bench.progress(step / steps)
    bench.measure("groups", len(optimizer.param_groups))
    bench.measure("steps_old", optimizer.state[old]["step"])
    bench.measure("steps_new", optimizer.state.get(new, {}).get("step", 0))
