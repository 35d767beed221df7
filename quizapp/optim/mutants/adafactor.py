"""Mutants of Adafactor."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from quizapp.optim import adafactor
from quizapp.optim.adafactor import Adafactor
from quizapp.optim.mutants.model import Mutant


class _AbsoluteStep(Adafactor):
    @classmethod
    def size(cls, p: Tensor, k: adafactor.Terms) -> Any:  # noqa: ARG003
        return 1.0


class _Unclipped(Adafactor):
    @classmethod
    def excess(cls, u: Tensor, k: adafactor.Terms) -> Any:  # noqa: ARG003
        return 1.0


MUTANTS = (
    Mutant(
        "adafactor-absolute-step",
        "Adafactor's learning rate is absolute: a small parameter moves as far as a large one.",
        _AbsoluteStep,
    ),
    Mutant(
        "adafactor-unclipped",
        "Adafactor takes its update as it is, however large its root mean square.",
        _Unclipped,
    ),
)
