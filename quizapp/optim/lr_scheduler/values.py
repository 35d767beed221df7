"""Reading and writing a setting across parameter groups, numbers and tensors alike. No schedule."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from quizapp.optim.engine import scalar
from quizapp.optim.groups import Group


def as_optimizer(candidate: object) -> Optimizer:
    """``candidate`` itself, if it is an optimizer of any make; TypeError if not."""
    if not isinstance(candidate, Optimizer):
        raise TypeError(f"{type(candidate).__name__} is not an Optimizer")
    return candidate


def copied(value: Any) -> Any:
    """A number as it is, a tensor as a copy: what is noted must not change when it is written."""
    return value.clone() if isinstance(value, Tensor) else value


def read(optimizer: Optimizer, key: str) -> list[Any]:
    """``group[key]`` of every group. Raises KeyError where there is none."""
    return [copied(group[key]) for group in optimizer.param_groups]


def write(group: Group, key: str, value: Any) -> None:
    """Set ``group[key]``; a tensor there stays the same tensor, for a compiled step holds it."""
    if isinstance(group[key], Tensor):
        group[key].fill_(scalar(value))
    else:
        group[key] = value


def per_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """``value``, which is one for all groups or a sequence of one for each, as a list.

    Raises ValueError when the sequence is of another length.
    """
    count = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        value = [value] * count
    elif len(value) != count:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(value)} values, param_groups has {count}."
        )
    return [copied(each) for each in value]
