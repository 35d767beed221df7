"""Rprop's own step size: it grows while the sign stays, and what happens where it turns."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Rprop's step grows by 1.2 while the sign stays; where it turns it halves and sits out.",
    topic="signs, matrices, curvature",
    knobs={
        "turns_at": Knob(6, low=2, high=50, help="the step at which the gradient changes sign"),
        "grow": Knob(1.2, low=1.01, high=3.0, help="η+"),
        "shrink": Knob(0.5, low=0.01, high=0.99, help="η-"),
    },
    measures={
        "grown": "the step size before the turn, in units of lr",
        "at_turn": "the step size at the turn over the one before",
        "moved_at_turn": "how far the parameter moved at the turn",
        "after": "the step size after the turn over the one at it: neither grown nor shrunk",
    },
    series={"size": "the step size", "x": "the parameter"},
    source="Riedmiller & Braun 1993; torch.optim.Rprop",
)
def rprop_step_sizes(bench: Bench, turns_at: int, grow: float, shrink: float) -> None:
    lr = 0.01
    x = bench.param([0.0])
    optimizer = bench.optim.Rprop([x], lr=lr, etas=(shrink, grow))
    sizes, moves = [], []
    for step in range(1, turns_at + 2):
        before = x.item()
        x.grad = torch.full_like(x, -1.0 if step < turns_at else 1.0)
        optimizer.step()
        sizes.append(optimizer.state[x]["step_size"].item())
        moves.append(x.item() - before)
        bench.point("size", step, sizes[-1])
        bench.point("x", step, x)
    bench.measure("grown", sizes[-3] / lr)
    bench.measure("at_turn", sizes[-2] / sizes[-3])
    bench.measure("moved_at_turn", moves[-2])
    bench.measure("after", sizes[-1] / sizes[-2])
