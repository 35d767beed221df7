"""Faults of parameter groups: who fills them, who joins them, what is read from them."""

from __future__ import annotations

from typing import Any

from quizapp.optim import SGD, Optimizer, groups
from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import altered, replaced


def _knows_keys(prepare: Any, group: Any, defaults: Any, others: Any) -> Any:
    for key in group.keys() - defaults.keys() - {"params"}:
        raise ValueError(f"unknown key {key!r}")
    return prepare(group, defaults, others)


def _rate_of_defaults(terms: Any, self: SGD, group: Any, t: float, like: Any) -> Any:
    return terms(self, {**group, "lr": self.defaults["lr"]}, t, like)


def _begins_anew(add: Any, self: Optimizer, group: Any) -> None:
    add(self, group)
    self.state.clear()


FAULTS = (
    mutant("add_group_later", "first_move", "adam-no-bias-correction"),
    mutant("group_overrides", "first_step", "sgd-double-decay"),
    mutant("frozen_but_decaying", "zero", "adamw-coupled-decay"),
    mutant("first_momentum_buffer", "first", "sgd-dampened-first-step"),
    Fault(
        "defaults_fill_groups",
        "at_birth",
        plant=replaced(groups, "_fill", lambda group, defaults: group.update(defaults)),
    ),
    Fault(
        "duplicate_parameter",
        "raised",
        plant=replaced(groups, "_check_unique", lambda *_: None),
    ),
    Fault("group_typo", "raised", plant=altered(groups, "prepare", _knows_keys)),
    Fault("joining_order", "filled", plant=replaced(groups, "_fill", lambda *_: None)),
    Fault("live_lr_change", "second", plant=altered(SGD, "terms", _rate_of_defaults)),
    Fault(
        "unfreeze",
        "momentum_kept",
        plant=altered(Optimizer, "add_param_group", _begins_anew),
        given={"remedy": "add_group"},
    ),
)
