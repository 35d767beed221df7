"""Mutants of Adagrad."""

from __future__ import annotations

from torch import Tensor

from quizapp.optim import adagrad
from quizapp.optim.adagrad import Adagrad
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group


class _Forgets(Adagrad):
    @classmethod
    def accumulate(cls, s: Tensor, g: Tensor) -> None:
        s.mul_(0.99).addcmul_(g, g, value=1 - 0.99)


class _NoRoot(Adagrad):
    @classmethod
    def denominator(cls, s: Tensor, k: adagrad.Terms) -> Tensor:
        return s.add(k.eps)


class _DecaysAtOnce(Adagrad):
    def terms(self, group: Group, t: float, like: Tensor) -> adagrad.Terms:
        return super().terms(group, t + 1, like)


MUTANTS = (
    Mutant(
        "adagrad-forgets",
        "Adagrad keeps a running mean of g², with α = 0.99, as RMSprop does.",
        _Forgets,
    ),
    Mutant(
        "adagrad-no-root",
        "Adagrad divides by the sum of g² itself.",
        _NoRoot,
    ),
    Mutant(
        "adagrad-decays-at-once",
        "lr_decay shortens the first step already: γ / (1 + tη).",
        _DecaysAtOnce,
    ),
)
