"""A parameter whose gradient is zero, and one that has none, under weight decay."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Under AdamW a zero gradient still decays the parameter; no gradient leaves it alone.",
    topic="weight decay",
    knobs={
        "opt": Knob("AdamW", choices=("SGD", "Adam", "AdamW")),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
        "lr": Knob(0.1, low=0.0, high=1.0),
        "steps": Knob(10, low=1, high=200),
    },
    measures={
        "zero": "where the parameter with a zero gradient ended, from 1",
        "none": "where the parameter without a gradient ended, from 1",
        "shrink": "factor by which one step shrinks the first",
    },
    series={"zero": "the parameter with a zero gradient", "none": "the one without"},
    source="torch.optim.AdamW",
)
def frozen_but_decaying(bench: Bench, opt: str, weight_decay: float, lr: float, steps: int) -> None:
    zero, none = bench.param([1.0]), bench.param([1.0])
    optimizer = getattr(bench.optim, opt)([zero, none], lr=lr, weight_decay=weight_decay)
    for step in range(steps + 1):
        bench.point("zero", step, zero)
        bench.point("none", step, none)
        if step == 1:
            bench.measure("shrink", zero.item())
        if step < steps:
            zero.grad = torch.zeros_like(zero)
            optimizer.step()
    bench.measure("zero", zero.item())
    bench.measure("none", none.item())
