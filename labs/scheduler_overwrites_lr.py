"""Resuming with a scheduler: what building it does to the lr that was just loaded."""

from typing import Any

from quizapp.lab.bench import Bench, Knob, lab

# From a module of schedules, ours or torch's.
BUILD: dict[str, Any] = {
    "LambdaLR": lambda of, optimizer: of.LambdaLR(optimizer, lambda epoch: 0.5**epoch),
    "LinearLR": lambda of, optimizer: of.LinearLR(optimizer, 0.1, total_iters=20),
    "ConstantLR": lambda of, optimizer: of.ConstantLR(optimizer, 0.5, total_iters=2),
    "OneCycleLR": lambda of, optimizer: of.OneCycleLR(optimizer, 1.0, total_steps=200),
    "StepLR": lambda of, optimizer: of.StepLR(optimizer, 1, gamma=0.5),
    "ExponentialLR": lambda of, optimizer: of.ExponentialLR(optimizer, 0.5),
}


@lab(
    claim="Building LambdaLR, LinearLR or OneCycleLR overwrites a loaded lr: build, then load.",
    topic="schedules",
    knobs={
        "scheduler": Knob(
            "LambdaLR",
            choices=("LambdaLR", "LinearLR", "ConstantLR", "OneCycleLR", "StepLR", "ExponentialLR"),
        ),
        "build_first": Knob(False, help="build the scheduler before loading the optimizer"),
        "epochs": Knob(5, low=1, high=100, help="epochs before the checkpoint"),
    },
    measures={
        "saved": "lr in the checkpoint",
        "resumed": "lr that the resumed optimizer will use",
        "kept": "are they the same",
        "initial": "initial_lr of the resumed group",
    },
    series={"lr": "lr at each epoch, then after resuming"},
    source="torch.optim.lr_scheduler.LRScheduler",
)
def scheduler_overwrites_lr(bench: Bench, scheduler: str, build_first: bool, epochs: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=1.0)
    schedule = BUILD[scheduler](bench.optim.lr_scheduler, optimizer)
    for epoch in range(epochs):
        bench.point("lr", epoch, optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    checkpoint = optimizer.state_dict()
    saved = optimizer.param_groups[0]["lr"]
    bench.point("lr", epochs, saved)
    resumed = bench.optim.SGD([x], lr=1.0)
    if build_first:
        BUILD[scheduler](bench.optim.lr_scheduler, resumed)
    resumed.load_state_dict(checkpoint)
    if not build_first:
        BUILD[scheduler](bench.optim.lr_scheduler, resumed)
    group = resumed.param_groups[0]
    bench.point("lr", epochs + 1, group["lr"])
    bench.measure("saved", saved)
    bench.measure("resumed", group["lr"])
    bench.measure("kept", group["lr"] == saved)
    bench.measure("initial", group["initial_lr"])
