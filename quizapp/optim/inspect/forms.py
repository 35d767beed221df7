"""Telling state dicts of optimizers and models from each other, and from what is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor
from torch.nn import Module
from torch.optim import Optimizer

_NAMES = (list, tuple, type(None))


def check_live(optimizer: object, model: object) -> None:
    """Raises TypeError unless these are an optimizer and a model, or no model."""
    if not isinstance(optimizer, Optimizer):
        remedy = "; inspect_state_dict looks at what one saved" if is_optimizer(optimizer) else ""
        raise TypeError(f"optimizer must be an optimizer, not {_what(optimizer)}{remedy}")
    if not isinstance(model, Module | None):
        raise TypeError(f"model must be a Module (or None), not {_what(model)}")


def check_saved(saved: object, model_state: object = None) -> None:
    """Raises TypeError or ValueError unless these are state dicts of an optimizer and a model.

    There need be none of a model.
    """
    wanted = "what optimizer.state_dict() gives"
    if not isinstance(saved, Mapping):
        raise TypeError(f"the saved optimizer must be {wanted}, not {_what(saved)}")
    if not is_optimizer(saved):
        raise ValueError(
            f"the saved optimizer must be {wanted}, a dict with 'state' and 'param_groups',"
            f" not {_what(saved)}"
        )
    if model_state is not None:
        check_model(model_state)


def check_model(model_state: object) -> None:
    """Raises TypeError or ValueError unless this is the state dict of a model, or empty."""
    wanted = "model_state must be what model.state_dict() gives"
    if not isinstance(model_state, Mapping):
        raise TypeError(f"{wanted}, not {_what(model_state)}")
    if is_optimizer(model_state):
        raise ValueError(f"{wanted}, not {_what(model_state)}")


def _what(value: object) -> str:
    if is_optimizer(value):
        return "the state dict of an optimizer"
    if is_model(value):
        return "the state dict of a model"
    if isinstance(value, Mapping) and not value:
        return "an empty dict"
    return f"a value of type {type(value).__name__}"


def is_optimizer(value: Any) -> bool:
    """Whether this is what ``optimizer.state_dict()`` gives."""
    if not (isinstance(value, Mapping) and isinstance(value.get("state"), Mapping)):
        return False
    groups = value.get("param_groups")
    return isinstance(groups, list | tuple) and all(map(_is_group, groups))


def _is_group(group: Any) -> bool:
    return (
        isinstance(group, Mapping)
        and isinstance(group.get("params"), list | tuple)
        and all(isinstance(key, int | str) for key in group["params"])
        and isinstance(group.get("param_names"), _NAMES)
    )


def is_model(value: Any) -> bool:
    """Whether this is what ``model.state_dict()`` gives: names and tensors."""
    return (
        isinstance(value, Mapping)
        and any(isinstance(x, Tensor) for x in value.values())
        and all(isinstance(name, str) for name in value)
        and all(isinstance(x, Tensor) or n.endswith("_extra_state") for n, x in value.items())
    )
