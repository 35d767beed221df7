"""Mutants of Muon."""

from __future__ import annotations

import torch
from torch import Tensor

from quizapp.optim import muon
from quizapp.optim.muon import Muon
from quizapp.optim.mutants.model import Mutant


class _Exact(Muon):
    @classmethod
    def orthogonal(cls, m: Tensor, k: muon.Terms) -> Tensor:  # noqa: ARG003
        u, _, v = torch.linalg.svd(m.float(), full_matrices=False)
        exact: Tensor = u @ v
        return exact


class _SpectralNorm(Muon):
    @classmethod
    def norm(cls, x: Tensor) -> Tensor:
        largest: Tensor = torch.linalg.matrix_norm(x.float(), 2)
        return largest


class _NotOrthogonal(Muon):
    @classmethod
    def orthogonal(cls, m: Tensor, k: muon.Terms) -> Tensor:
        return super().orthogonal(m, k._replace(iterations=0))


MUTANTS = (
    Mutant(
        "muon-exact",
        "Muon's update is orthogonal: all of its singular values are 1.",
        _Exact,
    ),
    Mutant(
        "muon-spectral-norm",
        "Muon divides by the largest singular value before it orthogonalizes.",
        _SpectralNorm,
    ),
    Mutant(
        "muon-not-orthogonal",
        "Muon normalizes the momentum and steps along it.",
        _NotOrthogonal,
    ),
)
