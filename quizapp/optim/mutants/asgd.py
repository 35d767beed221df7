"""Mutants of ASGD."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import asgd
from quizapp.optim.asgd import ASGD
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group, State


class _MovesToAverage(ASGD):
    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: asgd.Terms) -> None:
        super().rule(p, g, state, k)
        p.copy_(state["ax"])


class _ConstantRate(ASGD):
    def terms(self, group: Group, t: float, like: Tensor) -> asgd.Terms:
        return super().terms(group, t, like)._replace(next_eta=group["lr"])


MUTANTS = (
    Mutant(
        "asgd-moves-to-average",
        "ASGD puts the average of its parameters in their place.",
        _MovesToAverage,
    ),
    Mutant(
        "asgd-constant-rate",
        "ASGD's steps are γ long from first to last; only the average settles.",
        _ConstantRate,
    ),
)
