"""Nesterov momentum: which of three written formulas the optimizer computes."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="With nesterov=True a step is d = g + μ·b, where b has g in it already.",
    topic="descent and momentum",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "SGDMomentumNesterov"), help="the second is ours alone"),
        "momentum": Knob(0.9, low=0.1, high=0.99),
        "lr": Knob(0.1, low=0.001, high=0.5),
        "steps": Knob(20, low=3, high=200),
    },
    measures={
        "lookahead": "largest difference from d = g + μ·b",
        "plain": "largest difference from d = b, momentum without Nesterov",
        "undamped": "largest difference from d = g + b",
        "formula": "the formula with the smallest difference",
    },
    series={"x": "position", "plain": "where d = b would have led"},
    plot="bars",
    source="torch.optim.SGD; Sutskever et al. 2013",
)
def nesterov_formula(bench: Bench, opt: str, momentum: float, lr: float, steps: int) -> None:
    x = bench.param([1.0])
    build = getattr(bench.optim, opt, bench.optim.SGD)  # torch has no class of the second name
    optimizer = build([x], lr=lr, momentum=momentum, nesterov=True)
    by_hand = {name: torch.ones_like(x) for name in ("lookahead", "plain", "undamped")}
    buffers = {name: torch.zeros_like(x) for name in by_hand}
    gaps = dict.fromkeys(by_hand, 0.0)
    for step in range(steps):
        bench.point("x", step, x)
        bench.point("plain", step, by_hand["plain"])
        x.grad = 2 * x.detach()  # of x²
        optimizer.step()
        for name, y in by_hand.items():
            g, b = 2 * y, buffers[name]
            b.mul_(momentum).add_(g)
            y -= lr * {"lookahead": g + momentum * b, "plain": b, "undamped": g + b}[name]
            gaps[name] = max(gaps[name], (x.detach() - y).abs().item())
    for name, gap in gaps.items():
        bench.measure(name, gap)
    bench.measure("formula", min(gaps, key=lambda name: gaps[name]))
