"""Two parameter groups: which learning rate and weight decay each of them really uses."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A group's own key wins; a key it lacks comes from the constructor's arguments.",
    topic="parameter groups",
    knobs={
        "lr": Knob(0.1, low=0.0, high=1.0, help="the constructor's"),
        "group_lr": Knob(0.01, low=0.0, high=1.0, help="the second group's own"),
        "weight_decay": Knob(0.5, low=0.0, high=1.0, help="the constructor's, for both"),
        "steps": Knob(5, low=1, high=100),
    },
    measures={
        "lr": "lr of each group",
        "weight_decay": "weight decay of each group",
        "first_step": "how far the first step moved each group's parameter",
        "end": "where each group's parameter ended",
    },
    series={"plain": "the group without a key of its own", "own": "the group with its own lr"},
    source="torch.optim: per-parameter options",
)
def group_overrides(
    bench: Bench, lr: float, group_lr: float, weight_decay: float, steps: int
) -> None:
    plain, own = bench.param([1.0]), bench.param([1.0])
    optimizer = bench.optim.SGD(
        [{"params": [plain]}, {"params": [own], "lr": group_lr}], lr=lr, weight_decay=weight_decay
    )
    groups = optimizer.param_groups
    bench.measure("lr", [group["lr"] for group in groups])
    bench.measure("weight_decay", [group["weight_decay"] for group in groups])
    for step in range(steps + 1):
        bench.point("plain", step, plain)
        bench.point("own", step, own)
        if step == 1:
            bench.measure("first_step", [1 - plain.item(), 1 - own.item()])
        if step < steps:
            optimizer.zero_grad()
            torch.cat([plain, own]).sum().backward()
            optimizer.step()
    bench.measure("end", [plain.item(), own.item()])
