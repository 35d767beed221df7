"""Faults of what an optimizer is made of, and of its constructor."""

from __future__ import annotations

from typing import Any

import torch

from quizapp.optim import LBFGS, Optimizer, groups
from tests.lab.faulty.fault import Fault
from tests.lab.faulty.plants import altered, replaced


def _copies(listed: Any, params: Any) -> list[torch.Tensor]:
    return [p.detach().clone() for p in listed(params)]


def _checks_groups(prepare: Any, group: Any, *rest: Any) -> Any:
    if group.get("lr", 0.0) < 0:
        raise ValueError(f"Invalid learning rate: {group['lr']}")
    return prepare(group, *rest)


def _any_groups(self: LBFGS, params: Any, lr: float) -> None:
    Optimizer.__init__(self, params, {"lr": lr})


class RMSProp(torch.optim.Optimizer):
    """A class that torch.optim does not have."""


FAULTS = (
    Fault(
        "constructor_errors",
        "raised",
        plant=replaced(groups, "_check_tensor", lambda *_, **__: None),
        given={"given": "non_leaf"},
    ),
    Fault(
        "hyperparameter_checks",
        "stage",
        plant=altered(groups, "prepare", _checks_groups),
        given={"place": "group"},
    ),
    Fault("lbfgs_rejects_groups", "raised", plant=replaced(LBFGS, "__init__", _any_groups)),
    Fault("optimizer_anatomy", "same_tensor", plant=altered(groups, "_listed", _copies)),
    Fault("shared_tensor_identity", "same", plant=altered(groups, "_listed", _copies)),
    Fault(
        "optimizer_names",
        "exists",
        plant=lambda patch: patch.setattr(torch.optim, "RMSProp", RMSProp, raising=False),
        beneath=True,
        given={"spelling": "RMSProp"},
    ),
)
