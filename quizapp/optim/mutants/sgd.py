"""Mutants of SGD."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from quizapp.optim import sgd
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group, State
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


class _DecoupledDecay(SGD):
    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: sgd.Terms) -> None:
        if k.decay is not None:
            p.mul_(1 - k.lr * k.decay)
        super().rule(p, g, state, k._replace(decay=None))


class _MaximizeFlipsDecay(SGD):
    def terms(self, group: Group, t: float, like: Tensor) -> sgd.Terms:
        k = super().terms(group, t, like)
        return k._replace(decay=-k.decay) if k.decay and group["maximize"] else k


class _StateById(SGD):
    def state_dict(self) -> dict[str, Any]:
        packed = super().state_dict()
        return {**packed, "state": {hex(id(p)): state for p, state in self.state.items()}}


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
    Mutant(
        "sgd-decoupled-decay",
        "Weight decay in SGD shrinks θ by γλ and stays out of the momentum buffer.",
        _DecoupledDecay,
    ),
    Mutant(
        "sgd-maximize-flips-decay",
        "maximize turns the sign of the whole update, weight decay too.",
        _MaximizeFlipsDecay,
    ),
    Mutant(
        "sgd-state-by-id",
        "A checkpoint knows each parameter by its id.",
        _StateById,
    ),
)
