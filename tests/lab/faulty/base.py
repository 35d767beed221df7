"""Faults of the base class's further methods: hooks, repr, copies, tensors as settings."""

from __future__ import annotations

from copy import copy
from typing import Any

import torch

from quizapp.optim import Adam, Optimizer, checkpoint, hooks
from tests.lab.faulty.fault import Fault
from tests.lab.faulty.plants import altered, replaced


def _always_first(register: Any, into: Any, hook: Any, prepend: bool = True) -> Any:
    return register(into, hook, prepend=not prepend)


def _as_made(optimizer: Optimizer) -> str:
    keys = [key for key in optimizer.param_groups[0] if key != "params"]
    lines = [f"    {key}: {optimizer.param_groups[0][key]}" for key in keys]
    return "\n".join([f"{type(optimizer).__name__} (", "Parameter Group 0", *lines, ")"])


def _as_is(p: torch.Tensor, value: torch.Tensor, *_: object) -> torch.Tensor:
    del p
    return value


def _with_hooks(state: Any, self: Optimizer) -> Any:
    kept = {kind: copy(vars(self)[kind]) for kind in hooks.KINDS}
    return {**state(self), **kept}


def _as_number(init: Any, self: Adam, params: Any, lr: Any = 0.1, **settings: Any) -> None:
    init(self, params, lr=float(lr) if isinstance(lr, torch.Tensor) else lr, **settings)


def _backwards(*parts: Any) -> list[Any]:
    return [hook for part in reversed(parts) for hook in part]


FAULTS = (
    Fault("repr_lists_groups", "sorted", plant=replaced(Optimizer, "__repr__", _as_made)),
    Fault("step_hooks", "order", plant=replaced(hooks, "chain", _backwards)),
    Fault("state_dict_hooks", "saving", plant=altered(hooks, "register", _always_first)),
    Fault("loading_casts_state", "moment", plant=replaced(checkpoint, "suited", _as_is)),
    Fault("pickle_drops_hooks", "hooks", plant=altered(Optimizer, "__getstate__", _with_hooks)),
    Fault("tensor_lr", "obeyed", plant=altered(Adam, "__init__", _as_number)),
)
