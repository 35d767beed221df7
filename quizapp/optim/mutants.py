"""Optimizers that are wrong on purpose: each is one misconception, run as an experiment.

A mutant is built and stepped like the original and changes one line of it, so that the
number it computes is the number the misconception gives. Nothing else may use these.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor

from quizapp.optim import adam, sgd
from quizapp.optim.adam import Adam
from quizapp.optim.adamw import AdamW
from quizapp.optim.optimizer import Group, Optimizer
from quizapp.optim.sgd import SGD


@dataclass(frozen=True)
class Mutant:
    """One wrong variant: its name, the belief it embodies, and the optimizer class to run."""

    name: str
    misconception: str
    optimizer: type[Optimizer]

    @property
    def original(self) -> type[Optimizer]:
        """The correct class that the mutant stands in for."""
        base: type[Optimizer] = self.optimizer.__mro__[1]
        return base


class _DampenedFirstStep(SGD):
    @classmethod
    def start(cls, b: Tensor, g: Tensor, k: sgd.Terms) -> None:
        b.copy_(g).mul_(k.gain)


class _MomentumEma(SGD):
    def terms(self, group: Group, t: float, like: Tensor) -> sgd.Terms:
        return super().terms(group, t, like)._replace(gain=1 - group["momentum"])

    @classmethod
    def start(cls, b: Tensor, g: Tensor, k: sgd.Terms) -> None:
        b.copy_(g).mul_(k.gain)


class _NesterovNoLookahead(SGD):
    def terms(self, group: Group, t: float, like: Tensor) -> sgd.Terms:
        return super().terms(group, t, like)._replace(nesterov=False)


class _DoubleDecay(SGD):
    def terms(self, group: Group, t: float, like: Tensor) -> sgd.Terms:
        k = super().terms(group, t, like)
        return k._replace(decay=k.decay and 2 * k.decay)


class _Ascends(SGD):
    def terms(self, group: Group, t: float, like: Tensor) -> sgd.Terms:
        k = super().terms(group, t, like)
        return k._replace(lr=-k.lr)


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


_CATALOGUE = (
    Mutant(
        "sgd-dampened-first-step",
        "Dampening scales every gradient that enters the momentum buffer, the first one too.",
        _DampenedFirstStep,
    ),
    Mutant(
        "sgd-momentum-ema",
        "The momentum buffer is an exponential average of the gradients: μb + (1 − μ)g.",
        _MomentumEma,
    ),
    Mutant(
        "sgd-nesterov-no-lookahead",
        "Nesterov momentum steps along the buffer, like plain momentum.",
        _NesterovNoLookahead,
    ),
    Mutant(
        "sgd-double-decay",
        "Weight decay λ adds the gradient of λθ², which is 2λθ.",
        _DoubleDecay,
    ),
    Mutant(
        "sgd-ascends",
        "An optimizer moves the parameters along the gradient.",
        _Ascends,
    ),
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

MUTANTS: dict[str, Mutant] = {mutant.name: mutant for mutant in _CATALOGUE}


def mutant(name: str) -> Mutant:
    """The mutant called ``name``. Raises ValueError, listing those there are."""
    if name not in MUTANTS:
        raise ValueError(f"unknown mutant {name!r}; there are: {', '.join(MUTANTS)}")
    return MUTANTS[name]
