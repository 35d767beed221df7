"""What building a scheduler does to an lr that a checkpoint has just restored."""

from collections.abc import Callable

from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    LRScheduler,
    StepLR,
)

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="LambdaLR and LinearLR rewrite a restored lr when built; StepLR and its kin leave it.",
    topic="lr_scheduler",
    knobs={
        "scheduler": Knob(
            "LambdaLR",
            choices=("StepLR", "ExponentialLR", "CosineAnnealingLR", "LambdaLR", "LinearLR"),
        ),
        "order": Knob("load_then_build", choices=("load_then_build", "build_then_load")),
        "epochs": Knob(3, low=1, high=20, help="epochs before the checkpoint"),
    },
    measures={
        "saved": "lr in the checkpoint",
        "resumed": "lr that the resumed optimizer will use",
        "kept": "are they the same",
    },
    source="torch.optim.lr_scheduler.LRScheduler",
)
def scheduler_at_birth(bench: Bench, scheduler: str, order: str, epochs: int) -> None:
    x = bench.param([1.0])
    build: Callable[[object], LRScheduler] = {
        "StepLR": lambda optimizer: StepLR(optimizer, step_size=2),
        "ExponentialLR": lambda optimizer: ExponentialLR(optimizer, gamma=0.5),
        "CosineAnnealingLR": lambda optimizer: CosineAnnealingLR(optimizer, T_max=50),
        "LambdaLR": lambda optimizer: LambdaLR(optimizer, lambda epoch: 0.5**epoch),
        "LinearLR": lambda optimizer: LinearLR(optimizer, start_factor=0.25),
    }[scheduler]
    optimizer = bench.optim.SGD([x], lr=1.0)
    schedule = build(optimizer)
    for _ in range(epochs):
        optimizer.step()
        schedule.step()
    checkpoint = optimizer.state_dict()

    resumed = bench.optim.SGD([x], lr=1.0)
    if order == "build_then_load":
        build(resumed)
    resumed.load_state_dict(checkpoint)
    if order == "load_then_build":
        build(resumed)
    saved, lr = optimizer.param_groups[0]["lr"], resumed.param_groups[0]["lr"]
    bench.measure("saved", saved)
    bench.measure("resumed", lr)
    bench.measure("kept", lr == saved)
