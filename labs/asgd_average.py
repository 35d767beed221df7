"""ASGD on a noisy parabola: the parameter, and the average that it keeps beside it."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="ASGD averages into state['ax'] after t0 and never moves the parameter there: you must.",
    topic="averages of weights",
    knobs={
        "t0": Knob(50.0, low=0.0, high=1000.0, help="when averaging begins"),
        "lr": Knob(0.3, low=0.01, high=1.0),
        "noise": Knob(1.0, low=0.0, high=5.0, help="deviation of the noise in the gradient"),
        "steps": Knob(300, low=10, high=500),
    },
    measures={
        "x": "how far the parameter ends from the minimum",
        "average": "how far the average ends from it",
        "replaced": "is the parameter the average",
        "averaging": "is the average another one than the parameter",
    },
    series={"x": "the parameter", "average": "state['ax']"},
    source="Polyak & Juditsky 1992; torch.optim.ASGD",
)
def asgd_average(bench: Bench, t0: float, lr: float, noise: float, steps: int) -> None:
    x = bench.param([2.0])
    optimizer = bench.optim.ASGD([x], lr=lr, t0=t0, lambd=0.0)
    average = x.detach().clone()
    for step in range(1, steps + 1):
        x.grad = x.detach() + noise * torch.randn_like(x)
        optimizer.step()
        average = optimizer.state[x]["ax"]
        bench.point("x", step, x)
        bench.point("average", step, average)
    bench.measure("x", x.abs().item())
    bench.measure("average", average.abs().item())
    bench.measure("replaced", steps > t0 + 1 and bool(x.equal(average)))
    bench.measure("averaging", not x.equal(average))
