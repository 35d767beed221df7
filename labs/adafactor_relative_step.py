"""Adafactor's step for a large, a small and a zero parameter under the same gradient."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adafactor moves a parameter by a share of its size: lr is relative, ε2 the floor.",
    topic="adaptive rates",
    knobs={
        "lr": Knob(0.01, low=1e-4, high=0.5),
        "size": Knob(10.0, low=1.0, high=1000.0, help="of the large parameter, in the small one's"),
        "steps": Knob(50, low=1, high=200),
    },
    measures={
        "small": "first step of a parameter of 1, in units of lr",
        "large": "first step of the large one",
        "ratio": "the second over the first",
        "zero": "first step of a parameter of 0, in units of lr: ε2 = 1e-3",
        "clipped": "root mean square of the update when the gradient jumps tenfold (at most d = 1)",
    },
    series={"share": "each step of the small parameter as a share of its size"},
    source="Shazeer & Stern 2018, section 8; torch.optim.Adafactor",
)
def adafactor_relative_step(bench: Bench, lr: float, size: float, steps: int) -> None:
    params = {
        name: bench.param([v]) for name, v in (("small", 1.0), ("large", size), ("zero", 0.0))
    }
    optimizer = bench.optim.Adafactor(list(params.values()), lr=lr)
    share = 0.0
    for step in range(1, steps + 2):
        before = {name: x.item() for name, x in params.items()}
        for x in params.values():
            x.grad = torch.full_like(x, -1.0 if step <= steps else -10.0)
        rate = min(lr, step**-0.5)
        optimizer.step()
        moved = {name: abs(x.item() - before[name]) for name, x in params.items()}
        if step == 1:
            for name, distance in moved.items():
                bench.measure(name, distance / rate)
            bench.measure("ratio", moved["large"] / moved["small"])
        share = moved["small"] / before["small"]
        bench.point("share", step, share)
    bench.measure("clipped", share / min(lr, (steps + 1) ** -0.5))
