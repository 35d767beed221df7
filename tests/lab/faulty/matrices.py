"""Faults of LBFGS, Muon, Adafactor and SparseAdam, and of what all of them keep in memory."""

from __future__ import annotations

from typing import Any

import torch

from quizapp.optim import Adafactor, Adam, Optimizer
from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import after_step, altered, parameters


def _keeps_maximum(names: Any, self: Adam, group: Any) -> tuple[str, ...]:
    return (*names(self, group), "max_exp_avg_sq")


def _forget_columns(optimizer: Optimizer) -> None:
    for p in parameters(optimizer):
        column = optimizer.state[p]["col_var"]
        column.fill_(column.mean())


def _keep_mean(optimizer: Optimizer) -> None:
    for p in parameters(optimizer):
        optimizer.state[p]["exp_avg"] = torch.zeros_like(p)


FAULTS = (
    mutant("lbfgs_closure_calls", "calls", "lbfgs-one-iteration"),
    mutant("lbfgs_vs_gd", "lbfgs_calls", "lbfgs-unscaled-hessian"),
    mutant("lbfgs_memory", "steps", "lbfgs-forgets-between-steps"),
    mutant("muon_singular_values", "exact", "muon-exact"),
    mutant("muon_singular_values", "condition_after", "muon-not-orthogonal"),
    mutant("muon_step_size", "square", "muon-not-orthogonal"),
    mutant("adafactor_relative_step", "ratio", "adafactor-absolute-step"),
    mutant("adafactor_relative_step", "clipped", "adafactor-unclipped"),
    Fault("adafactor_factored_state", "kept", plant=after_step(_keep_mean, Adafactor)),
    Fault("adafactor_outlier", "there", plant=after_step(_forget_columns, Adafactor)),
    mutant("sparse_adam_is_lazy", "sparse", "sparse-adam-moves-everything"),
    Fault("state_memory", "adam", plant=altered(Adam, "state_names", _keeps_maximum)),
)
