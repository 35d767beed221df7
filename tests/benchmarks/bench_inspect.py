"""Checkpoints: ten times as many parameters take about ten times as long, not a hundred times."""

from __future__ import annotations

import time

import torch

from quizapp.optim.inspect.files import Opened
from quizapp.optim.inspect.overview import overview, overview_text

FEW, MANY = 2_000, 20_000
ROUNDS = 3

Row = tuple[str, float, str]


def rows() -> list[Row]:
    """(name, figure, bound) of each measurement."""
    measured = []
    for told, wrong in (("", False), (", all shapes wrong", True)):
        few, many = (_seconds(count, wrong=wrong) for count in (FEW, MANY))
        measured += [
            (f"inspect {MANY:,} parameters{told}, s", many, "<= 10"),
            (f"beside {FEW:,} of them, times", many / few, "<= 20"),
        ]
    return measured


def _seconds(count: int, *, wrong: bool) -> float:
    """The best time to look through an Adam of so many parameters and to tell of it."""
    opened = Opened(_checkpoint(count, wrong=wrong), {})
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        overview_text(overview(opened))
        times.append(time.thread_time() - start)
    return min(times)


def _checkpoint(count: int, *, wrong: bool) -> dict[str, object]:
    """As files hold it: every tensor its own, and of a wrong one every shape like no other."""
    weights = {f"w{i}": torch.zeros(1).expand(1 + wrong * i) for i in range(count)}
    x = torch.zeros(2, 2)
    state = {i: {"step": torch.tensor(1.0), "exp_avg": x, "exp_avg_sq": x} for i in range(count)}
    (group,) = torch.optim.Adam([torch.zeros(1)]).state_dict()["param_groups"]
    optimizer = {"state": state, "param_groups": [{**group, "params": [*range(count)]}]}
    return {"model": weights, "optimizer": optimizer}
