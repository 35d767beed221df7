"""Faults of momentum and of weight decay."""

from __future__ import annotations

from typing import Any

import pytest
from torch import Tensor

from quizapp.optim import SGD
from tests.lab.faulty.fault import Fault, mutant


def _rate_inside(p: Tensor, g: Tensor, state: Any, k: Any) -> None:
    """Sutskever's form: the learning rate enters the buffer with the gradient."""
    b = state["momentum_buffer"]
    b.mul_(0.0 if k.first else k.momentum).add_(g, alpha=k.lr)
    p.sub_(b)


def _plant_rate_inside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SGD, "rule", staticmethod(_rate_inside))


FAULTS = (
    mutant("nesterov_formula", "formula", "sgd-nesterov-no-lookahead"),
    mutant("own_optimizer", "same", "sgd-nesterov-no-lookahead"),
    mutant("own_optimizer", "gap", "sgd-decoupled-decay"),
    Fault("lr_outside_momentum", "ratio", plant=_plant_rate_inside),
    mutant("stability_limit", "limit", "sgd-momentum-ema", momentum=0.5),
    mutant("coupled_vs_decoupled", "even", "adamw-coupled-decay"),
    mutant("sgd_decay_momentum", "same", "sgd-decoupled-decay"),
    mutant("adamw_decay_needs_lr", "moved", "adamw-decay-without-rate", lr=0.0),
    mutant("maximize_is_negation", "gap", "sgd-maximize-flips-decay"),
)
