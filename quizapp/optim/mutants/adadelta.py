"""Mutants of Adadelta."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import adadelta
from quizapp.optim.adadelta import Adadelta
from quizapp.optim.mutants.model import Mutant


class _RateInAccumulator(Adadelta):
    @classmethod
    def remember(cls, u: Tensor, delta: Tensor, k: adadelta.Terms) -> None:
        super().remember(u, delta.mul(k.lr), k)


class _NoColdStart(Adadelta):
    @classmethod
    def numerator(cls, u: Tensor, k: adadelta.Terms) -> Tensor:
        return super().numerator(u, k._replace(eps=0.0))


class _NoNumerator(Adadelta):
    @classmethod
    def numerator(cls, u: Tensor, k: adadelta.Terms) -> Tensor:  # noqa: ARG003
        return u.mul(0.0).add_(1.0)


MUTANTS = (
    Mutant(
        "adadelta-rate-in-accumulator",
        "Adadelta remembers the steps that θ took, γΔ.",
        _RateInAccumulator,
    ),
    Mutant(
        "adadelta-no-cold-start",
        "The ε of Adadelta only guards a division, so it is not needed in the numerator.",
        _NoColdStart,
    ),
    Mutant(
        "adadelta-no-numerator",
        "Adadelta divides g by the root of its mean square and is done, as RMSprop.",
        _NoNumerator,
    ),
)
