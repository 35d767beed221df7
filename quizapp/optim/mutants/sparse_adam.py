"""Mutants of SparseAdam."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor

from quizapp.optim import sparse_adam
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group
from quizapp.optim.sparse_adam import SparseAdam


class _MovesEverything(SparseAdam):
    @classmethod
    def entries(cls, grad: Tensor) -> tuple[tuple[Any, ...], Tensor]:
        return (...,), grad.to_dense()


class _CorrectedEps(SparseAdam):
    def terms(self, group: Group, t: float, like: Tensor) -> sparse_adam.Terms:
        k = super().terms(group, t, like)
        return k._replace(eps=k.eps * math.sqrt(1 - k.beta2**t))


MUTANTS = (
    Mutant(
        "sparse-adam-moves-everything",
        "SparseAdam is Adam, told of the zeros in short: momentum moves the other entries too.",
        _MovesEverything,
    ),
    Mutant(
        "sparse-adam-corrected-eps",
        "SparseAdam adds ε to the root of the corrected v, as Adam does: √v̂ + ε.",
        _CorrectedEps,
    ),
)
