"""Mutants of SGD."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import sgd
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group
from quizapp.optim.sgd import SGD


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


MUTANTS = (
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
)
