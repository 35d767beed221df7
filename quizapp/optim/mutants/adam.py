"""Mutants of Adam and AdamW."""

from __future__ import annotations

import math

from torch import Tensor

from quizapp.optim import adam
from quizapp.optim.adam import Adam
from quizapp.optim.adamw import AdamW
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group


class _NoBiasCorrection(Adam):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        return super().terms(group, t * math.inf, like)  # 1 − βᵗ = 1, as after many steps


class _EpsInsideRoot(Adam):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        k = super().terms(group, t, like)
        return k._replace(eps=(1 - k.beta2**t) * group["eps"])  # √(v̂ + ε) = √(v + ε(1−β₂ᵗ)) / root

    @classmethod
    def denominator(cls, v: Tensor, k: adam.Terms) -> Tensor:
        return v.add(k.eps).sqrt_().div_(k.root)


class _CoupledDecay(AdamW):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        return super().terms({**group, "decoupled_weight_decay": False}, t, like)


MUTANTS = (
    Mutant(
        "adam-no-bias-correction",
        "Adam divides by the root of v as it is, zero start and all.",
        _NoBiasCorrection,
    ),
    Mutant(
        "adam-eps-inside-root",
        "Adam adds ε under the square root: √(v̂ + ε).",
        _EpsInsideRoot,
    ),
    Mutant(
        "adamw-coupled-decay",
        "AdamW adds λθ to the gradient, as Adam does.",
        _CoupledDecay,
    ),
)
