"""Adadelta's first steps: what they owe to ε, and what to lr."""

import math

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adadelta starts with steps of about √ε: ε, not lr or the gradient, sets the scale.",
    topic="adaptive rates",
    knobs={
        "eps": Knob(1e-6, low=1e-10, high=0.01),
        "rho": Knob(0.9, low=0.0, high=0.99),
        "lr": Knob(1.0, low=0.01, high=10.0),
        "gradient": Knob(1.0, low=0.01, high=100.0),
        "steps": Knob(100, low=10, high=300),
    },
    measures={
        "first": "length of the first step",
        "predicted": "lr·g·√ε / √((1 - ρ)g² + ε)",
        "ratio": "the first over the second",
        "grown": "the last step over the first: they warm up",
    },
    series={"step": "log10 of each step's length"},
    source="Zeiler 2012; torch.optim.Adadelta",
)
def adadelta_cold_start(
    bench: Bench, eps: float, rho: float, lr: float, gradient: float, steps: int
) -> None:
    x = bench.param([0.0])
    optimizer = bench.optim.Adadelta([x], lr=lr, rho=rho, eps=eps)
    sizes = []
    for step in range(1, steps + 1):
        before = x.item()
        x.grad = bench.param([gradient]).detach()
        optimizer.step()
        sizes.append(before - x.item())
        bench.point("step", step, math.log10(max(sizes[-1], 1e-30)))
    predicted = lr * gradient * math.sqrt(eps) / math.sqrt((1 - rho) * gradient**2 + eps)
    bench.measure("first", sizes[0])
    bench.measure("predicted", predicted)
    bench.measure("ratio", sizes[0] / predicted)
    bench.measure("grown", sizes[-1] / sizes[0] if sizes[0] else 0.0)
