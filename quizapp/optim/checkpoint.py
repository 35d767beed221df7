"""The layout of ``state_dict``: parameters as numbers going out, tensors cast coming back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

import torch
from torch import Tensor

from quizapp.optim.groups import Group

StateDict = dict[str, Any]


def pack(state: dict[Any, Any], groups: list[Group]) -> StateDict:
    """``{"state": {i: …}, "param_groups": […]}`` where parameter i is the i-th of all groups."""
    numbers: dict[int, int] = {}
    packed = []
    start = 0
    for group in groups:
        for i, p in enumerate(group["params"], start):
            numbers.setdefault(id(p), i)
        start += len(group["params"])
        settings = {key: value for key, value in group.items() if key != "params"}
        packed.append({**settings, "params": [numbers[id(p)] for p in group["params"]]})
    by_number = {numbers[id(k)] if isinstance(k, Tensor) else k: v for k, v in state.items()}
    return {"state": by_number, "param_groups": packed}


def unpack(saved: StateDict, groups: list[Group]) -> StateDict:
    """The saved state and settings, bound to the parameters of ``groups``.

    Raises ValueError when the saved groups differ in number or in size.
    """
    saved_groups = deepcopy(saved["param_groups"])
    if len(groups) != len(saved_groups):
        raise ValueError("loaded state dict has a different number of parameter groups")
    if any(len(a["params"]) != len(b["params"]) for a, b in zip(groups, saved_groups, strict=True)):
        raise ValueError(
            "loaded state dict contains a parameter group "
            "that doesn't match the size of optimizer's group"
        )
    numbers = chain.from_iterable(group["params"] for group in saved_groups)
    params = chain.from_iterable(group["params"] for group in groups)
    by_number = dict(zip(numbers, params, strict=True))

    state: defaultdict[Any, Any] = defaultdict(dict)
    for key, value in saved["state"].items():
        if key in by_number:
            p = by_number[key]
            state[p] = _cast(p, value, key, saved["param_groups"])
        else:  # state of the optimizer as a whole
            state[key] = value
    for group, new in zip(groups, saved_groups, strict=True):
        new["params"] = group["params"]
        if "param_names" in group:
            new.setdefault("param_names", group["param_names"])
    return {"state": state, "param_groups": saved_groups}


def _cast(p: Tensor, value: Any, number: int, groups: list[Group], key: Hashable = None) -> Any:
    """A copy of ``value`` whose tensors suit ``p``, inside dicts and sequences too."""
    if isinstance(value, Tensor):
        return suited(p, value, number, groups, key)
    if isinstance(value, dict):
        return {k: _cast(p, v, number, groups, k) for k, v in value.items()}
    if isinstance(value, Iterable):
        return type(value)(_cast(p, v, number, groups) for v in value)  # type: ignore[call-arg]
    return value


def suited(p: Tensor, value: Tensor, number: int, groups: list[Group], key: Hashable) -> Tensor:
    """State takes the parameter's device and floating dtype; ``step`` keeps its own.

    A step counter may live on the CPU beside a parameter on a GPU, unless the group is
    fused or capturable, and must not lose counts to a narrow dtype.
    """
    group = next((group for group in groups if number in group["params"]), {})
    if key == "step":
        if group.get("capturable", False) or group.get("fused", False):
            return value.to(dtype=torch.float32, device=p.device)
        return value
    if p.is_floating_point():
        return value.to(dtype=p.dtype, device=p.device)
    return value.to(device=p.device)
