"""Parameter groups: what one may look like, and how each kind of wrong one is refused."""

from __future__ import annotations

import warnings
from typing import Any

import torch
from torch import Tensor
from torch.optim.optimizer import required

Group = dict[str, Any]


def prepare(group: Group, defaults: dict[str, Any], others: list[Group]) -> Group:
    """Make ``group`` whole in place: its tensors listed, names split off, defaults filled in.

    Raises TypeError or ValueError where torch.optim does, with its words.
    """
    if not isinstance(group, dict):
        raise TypeError(f"param_group must be a dict, but got {type(group)}")
    group["params"] = _listed(group["params"])
    _split_names(group)
    for p in group["params"]:
        _check_tensor(p, differentiable=bool(defaults.get("differentiable")))
    _fill(group, defaults)
    _check_unique(group, others)
    return group


def _listed(params: Any) -> list[Any]:
    if isinstance(params, Tensor):
        return [params]
    if isinstance(params, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but "
            "the ordering of tensors in sets will change between runs. Please use a list instead."
        )
    return list(params)


def _split_names(group: Group) -> None:
    """Turn ``(name, tensor)`` pairs into ``params`` and ``param_names``."""
    params = group["params"]
    names = [p[0] for p in params if isinstance(p, tuple)]
    group["params"] = [p[1] if isinstance(p, tuple) else p for p in params]
    if not names:
        return
    if len(names) != len(params):
        raise ValueError(
            "all optimizer params should be with/without names. Some param names are missing"
        )
    group["param_names"] = names


def _check_tensor(p: object, *, differentiable: bool) -> None:
    if not isinstance(p, Tensor):
        raise TypeError(
            "optimizer can only optimize Tensors, but one of the params is " + torch.typename(p)
        )
    if not differentiable and not (p.is_leaf or p.retains_grad):
        raise ValueError("can't optimize a non-leaf Tensor")


def _fill(group: Group, defaults: dict[str, Any]) -> None:
    for name, default in defaults.items():
        if default is required and name not in group:
            raise ValueError(
                f"parameter group didn't specify a value of required optimization parameter {name}"
            )
        group.setdefault(name, default)


def _check_unique(group: Group, others: list[Group]) -> None:
    own = set(group["params"])
    if len(own) != len(group["params"]):
        warnings.warn(
            "optimizer contains a parameter group with duplicate parameters; "
            "in future, this will cause an error; "
            "see github.com/pytorch/pytorch/issues/40967 for more information",
            stacklevel=5,
        )
    named = "param_names" in group
    if any(("param_names" in other) != named for other in others):
        raise ValueError(
            "all optimizer param groups should be with/without names. cannot add param group "
            f"{'with' if named else 'without'} names to the optimizer"
        )
    if not own.isdisjoint(p for other in others for p in other["params"]):
        raise ValueError("some parameters appear in more than one parameter group")
