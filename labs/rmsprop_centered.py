"""RMSprop under a gradient that never changes, centered and not."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Centered RMSprop divides by the gradient's deviation: where it is constant, steps soar.",
    topic="adaptive rates",
    knobs={
        "alpha": Knob(0.9, low=0.5, high=0.999),
        "eps": Knob(1e-4, low=1e-8, high=0.1),
        "steps": Knob(60, low=2, high=300),
    },
    measures={
        "plain": "length of the last step without centering, in units of lr",
        "centered": "the same with centering",
        "times": "how many times longer the centered step is",
        "ceiling": "the longest it can be: g / ε",
    },
    series={
        "plain": "length of each step, in units of lr",
        "centered": "the same with centered=True",
    },
    source="torch.optim.RMSprop; Graves 2013",
)
def rmsprop_centered(bench: Bench, alpha: float, eps: float, steps: int) -> None:
    lr = 0.01
    last = {}
    for name, centered in (("plain", False), ("centered", True)):
        x = bench.param([0.0])
        optimizer = bench.optim.RMSprop([x], lr=lr, alpha=alpha, eps=eps, centered=centered)
        for step in range(1, steps + 1):
            before = x.item()
            x.grad = torch.ones_like(x)
            optimizer.step()
            last[name] = (before - x.item()) / lr
            bench.point(name, step, last[name])
    bench.measure("plain", last["plain"])
    bench.measure("centered", last["centered"])
    bench.measure("times", last["centered"] / last["plain"])
    bench.measure("ceiling", 1 / eps)
