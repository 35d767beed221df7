"""Mutants of Rprop."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import rprop
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.rprop import Rprop


class _ByMagnitude(Rprop):
    @classmethod
    def move(cls, p: Tensor, g: Tensor, step: Tensor) -> None:
        p.addcmul_(g, step, value=-1)


class _StepsAfterTurning(Rprop):
    @classmethod
    def forget(cls, g: Tensor, turned: Tensor) -> Tensor:  # noqa: ARG003
        return g


class _Unbounded(Rprop):
    @classmethod
    def bound(cls, step: Tensor, k: rprop.Terms) -> None:
        pass


MUTANTS = (
    Mutant(
        "rprop-by-magnitude",
        "Rprop multiplies each step size by the gradient.",
        _ByMagnitude,
    ),
    Mutant(
        "rprop-steps-after-turning",
        "Where the gradient changes sign, Rprop halves the step and takes it.",
        _StepsAfterTurning,
    ),
    Mutant(
        "rprop-unbounded",
        "The step sizes of Rprop grow as long as the sign stays the same.",
        _Unbounded,
    ),
)
