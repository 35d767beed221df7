"""Adagrad under a gradient that never changes: how its steps shorten."""

import math

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adagrad never forgets: under a constant gradient its steps shorten as 1/√t.",
    topic="adaptive rates",
    knobs={
        "lr_decay": Knob(0.0, low=0.0, high=1.0),
        "initial": Knob(0.0, low=0.0, high=100.0, help="initial_accumulator_value"),
        "steps": Knob(500, low=20, high=1000),
    },
    measures={
        "first": "length of the first step, in units of lr",
        "tenth": "length of step 10",
        "last": "length of the last step",
        "power": "p in t^p, from step 10 to the last",
    },
    series={"step": "log10 of each step's length in units of lr, by log10 of its number"},
    source="Duchi et al. 2011; torch.optim.Adagrad",
)
def adagrad_stall(bench: Bench, lr_decay: float, initial: float, steps: int) -> None:
    lr = 1.0
    x = bench.param([0.0])
    optimizer = bench.optim.Adagrad(
        [x], lr=lr, lr_decay=lr_decay, initial_accumulator_value=initial
    )
    sizes = []
    for step in range(1, steps + 1):
        before = x.item()
        x.grad = torch.ones_like(x)
        optimizer.step()
        sizes.append((before - x.item()) / lr)
        bench.point("step", math.log10(step), math.log10(sizes[-1]))
    bench.measure("first", sizes[0])
    bench.measure("tenth", sizes[9])
    bench.measure("last", sizes[-1])
    bench.measure("power", math.log(sizes[-1] / sizes[9]) / math.log(steps / 10))
