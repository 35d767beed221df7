"""Mutants of NAdam."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import nadam
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.nadam import NAdam
from quizapp.optim.optimizer import Group


class _NoSchedule(NAdam):
    def terms(self, group: Group, t: float, like: Tensor) -> nadam.Terms:
        k = super().terms(group, t, like)
        lr, mu = group["lr"], k.beta1
        return k._replace(mu=mu, mu_next=mu, by_grad=lr * (1.0 - mu), by_mean=lr * mu)


class _DecoupledDecay(NAdam):
    def terms(self, group: Group, t: float, like: Tensor) -> nadam.Terms:
        return super().terms({**group, "decoupled_weight_decay": True}, t, like)


MUTANTS = (
    Mutant(
        "nadam-no-schedule",
        "NAdam looks ahead with β₁ itself: there is no schedule of momenta.",
        _NoSchedule,
    ),
    Mutant(
        "nadam-decoupled-decay",
        "NAdam's weight decay shrinks the parameter, as AdamW's does, without being asked to.",
        _DecoupledDecay,
    ),
)
