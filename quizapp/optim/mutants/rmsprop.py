"""Mutants of RMSprop."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import rmsprop
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group
from quizapp.optim.rmsprop import RMSprop


class _EpsInsideRoot(RMSprop):
    @classmethod
    def denominator(cls, v: Tensor, m: Tensor | None, k: rmsprop.Terms) -> Tensor:
        return super().denominator(v.add(k.eps), m, k._replace(eps=0.0))


class _BiasCorrected(RMSprop):
    def terms(self, group: Group, t: float, like: Tensor) -> rmsprop.Terms:
        k = super().terms(group, t, like)
        root = (1 - k.alpha**t) ** 0.5  # g / (√v / root + ε) = root g / (√v + root ε)
        return k._replace(lr=k.lr * root, eps=k.eps * root)


class _CenteredIgnored(RMSprop):
    @classmethod
    def denominator(cls, v: Tensor, m: Tensor | None, k: rmsprop.Terms) -> Tensor:  # noqa: ARG003
        return super().denominator(v, None, k)


MUTANTS = (
    Mutant(
        "rmsprop-eps-inside-root",
        "RMSprop adds ε under the square root, as TensorFlow does: √(v + ε).",
        _EpsInsideRoot,
    ),
    Mutant(
        "rmsprop-bias-corrected",
        "RMSprop divides v by 1 − αᵗ, as Adam does, so that its first steps are γ long.",
        _BiasCorrected,
    ),
    Mutant(
        "rmsprop-centered-ignored",
        "Centered RMSprop keeps the mean gradient but divides by the root of v alone.",
        _CenteredIgnored,
    ),
)
