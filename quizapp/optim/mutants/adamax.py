"""Mutants of Adamax."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import adamax
from quizapp.optim.adamax import Adamax
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group


class _CorrectedMaximum(Adamax):
    def terms(self, group: Group, t: float, like: Tensor) -> adamax.Terms:
        k = super().terms(group, t, like)
        return k._replace(step=k.step * (1 - k.beta2**t))


class _EpsAfterMaximum(Adamax):
    @classmethod
    def largest(cls, u: Tensor, g: Tensor, k: adamax.Terms) -> Tensor:
        return super().largest(u, g, k._replace(eps=0.0)).add(k.eps)


class _Forgets(Adamax):
    @classmethod
    def largest(cls, u: Tensor, g: Tensor, k: adamax.Terms) -> Tensor:
        return super().largest(u, g, k._replace(beta2=0.0))


MUTANTS = (
    Mutant(
        "adamax-corrected-maximum",
        "Adamax corrects the bias of u too: u / (1 − β₂ᵗ).",
        _CorrectedMaximum,
    ),
    Mutant(
        "adamax-eps-after-maximum",
        "Adamax adds ε to the denominator, as Adam does: max(β₂u, |g|) + ε.",
        _EpsAfterMaximum,
    ),
    Mutant(
        "adamax-forgets",
        "Adamax divides by the size of the present gradient.",
        _Forgets,
    ),
)
