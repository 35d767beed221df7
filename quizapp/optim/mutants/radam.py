"""Mutants of RAdam."""

from __future__ import annotations

from typing import Any

from quizapp.optim import radam
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group
from quizapp.optim.radam import RAdam


class _Unrectified(RAdam):
    @classmethod
    def rectified(cls, k: radam.Terms, group: Group, t: Any) -> radam.Terms:
        return k._replace(cap=None, eps=group["eps"], root=(1 - k.beta2**t) ** 0.5)


class _Waits(RAdam):
    @classmethod
    def rectified(cls, k: radam.Terms, group: Group, t: Any) -> radam.Terms:
        found = super().rectified(k, group, t)
        return k._replace(lr=0.0) if found is k else found


MUTANTS = (
    Mutant(
        "radam-unrectified",
        "RAdam steps as Adam does, from the first step on.",
        _Unrectified,
    ),
    Mutant(
        "radam-waits",
        "RAdam makes no step until v is to be trusted.",
        _Waits,
    ),
)
