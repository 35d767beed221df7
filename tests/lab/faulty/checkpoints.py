"""Faults of saving and loading, and of schedules, which are saved too."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from torch import Tensor

from quizapp.optim import Optimizer, checkpoint
from quizapp.optim.lr_scheduler import StepLR
from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import altered


def _asks_for_class(load: Any, self: Optimizer, saved: Any) -> None:
    if "SGD" not in type(self).__name__:
        raise ValueError(f"not the state of {type(self).__name__}")
    load(self, saved)


def _same_shape(suited: Any, p: Tensor, value: Tensor, *rest: Any) -> Tensor:
    if value.dim() and value.shape != p.shape:
        raise ValueError("loaded state has another shape")
    return suited(p, value, *rest)


def _without_state(unpack: Any, saved: Any, groups: Any) -> Any:
    return unpack({**saved, "state": {}}, groups)


def _by_id(pack: Any, state: Any, groups: Any) -> Any:
    return {**pack(state, groups), "state": {hex(id(p)): own for p, own in state.items()}}


def _frozen(state_dict: Any, self: Optimizer) -> Any:
    return deepcopy(state_dict(self))


def _to_defaults(step: Any, self: StepLR) -> None:
    step(self)
    self.optimizer.defaults["lr"] = self.optimizer.param_groups[0]["lr"]


FAULTS = (
    mutant("state_keys_are_positions", "after", "sgd-momentum-ema"),
    Fault("foreign_state", "raised", plant=altered(Optimizer, "load_state_dict", _asks_for_class)),
    Fault(
        "load_state_dict_errors",
        "load",
        plant=altered(checkpoint, "suited", _same_shape),
        given={"change": "shapes"},
    ),
    Fault("resume", "same", plant=altered(checkpoint, "unpack", _without_state)),
    Fault("resume", "same", wrong={"optimizer": False}),
    Fault("snapshot_is_alive", "buffer_follows", plant=altered(Optimizer, "state_dict", _frozen)),
    Fault("state_dict_anatomy", "state_keys", plant=altered(checkpoint, "pack", _by_id)),
    mutant("scheduler_before_step", "used", "step-counts-from-one"),
    mutant("scheduler_overwrites_lr", "kept", "lambda-on-current-rate"),
    Fault("scheduler_writes_lr", "writes_defaults", plant=altered(StepLR, "step", _to_defaults)),
)
