"""Rosenbrock's valley descended by LBFGS and by a first-order optimizer: loss per evaluation."""

import math
from typing import Any

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="LBFGS learns the valley's curvature: 1e-8 after tens of evaluations; others crawl.",
    topic="signs, matrices, curvature",
    knobs={
        "against": Knob("SGD", choices=("SGD", "Adam", "RMSprop", "Rprop")),
        "history": Knob(10, low=1, high=100, help="history_size of LBFGS"),
        "evaluations": Knob(150, low=20, high=300),
    },
    measures={
        "lbfgs_calls": "evaluations until LBFGS is below 1e-8, 0 if never",
        "lbfgs": "LBFGS's least loss",
        "other": "the other's least loss, after as many evaluations",
    },
    series={"lbfgs": "log10 of LBFGS's loss by evaluation", "other": "the same of the other"},
    source="Nocedal & Wright, Numerical Optimization, chapter 7",
)
def lbfgs_vs_gd(bench: Bench, against: str, history: int, evaluations: int) -> None:
    rates = {"SGD": 0.001, "Adam": 0.05, "RMSprop": 0.01, "Rprop": 0.01}
    search: dict[str, object] = {"history_size": history, "line_search_fn": "strong_wolfe"}
    first: dict[str, object] = {"lr": rates[against]}
    runs = {"lbfgs": ("LBFGS", search), "other": (against, first)}
    for name, (kind, settings) in runs.items():
        x = bench.param([-1.2, 1.0])
        optimizer = getattr(bench.optim, kind)([x], **settings)
        losses = _descend(x, optimizer, evaluations)
        for call, loss in enumerate(losses, 1):
            bench.point(name, call, math.log10(max(loss, 1e-16)))
        bench.measure(name, min(losses))
        if name == "lbfgs":
            below = [call for call, loss in enumerate(losses, 1) if loss < 1e-8]
            bench.measure("lbfgs_calls", below[0] if below else 0)


def _descend(x: torch.Tensor, optimizer: Any, evaluations: int) -> list[float]:
    """The loss at each evaluation, until they are spent or the optimizer stands still."""
    losses: list[float] = []

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        loss.backward()
        losses.append(loss.item())
        return loss

    while len(losses) < evaluations:
        before = x.detach().clone()
        optimizer.step(closure)
        if x.equal(before):
            break
    return losses[:evaluations]
