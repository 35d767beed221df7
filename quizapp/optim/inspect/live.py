"""Looking at a live optimizer beside its model. It changes neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from torch import Tensor
from torch.nn import Module
from torch.optim import Optimizer

from quizapp.optim.inspect import forms, words
from quizapp.optim.inspect.model import (
    Devices,
    GroupInfo,
    OptimizerInfo,
    ParamInfo,
    StateInfo,
    TensorInfo,
)

_NOT_SETTINGS = ("params", "param_names")


def inspect_optimizer(optimizer: Optimizer, model: Module | None = None) -> OptimizerInfo:
    """What ``optimizer`` (ours or torch's) optimizes, with what settings and what state.

    With ``model`` its parameters get their names, and those that no group has are found.

    Raises TypeError when either is something else.
    """
    forms.check_live(optimizer, model)
    names: defaultdict[Tensor, list[str]] = defaultdict(list)
    for name, p in model.named_parameters(remove_duplicate=False) if model else ():
        names[p].append(name)
    groups = []
    start = 0
    for i, group in enumerate(optimizer.param_groups):
        groups.append(_group(i, group, optimizer.state, names, start))
        start += len(group["params"])
    optimized = [p for group in optimizer.param_groups for p in group["params"]]
    known = set(optimized)
    return OptimizerInfo(
        kind=type(optimizer).__name__,
        groups=tuple(groups),
        ungrouped=tuple(own[0] for p, own in names.items() if p not in known),
        frozen=tuple(own[0] for p, own in names.items() if not p.requires_grad),
        tied=tuple(tuple(own) for own in names.values() if len(own) > 1),
        unknown=tuple(i for i, p in enumerate(optimized) if names and p not in names),
    )


def _group(
    index: int,
    group: dict[str, Any],
    state: Mapping[Tensor, Any],
    names: Mapping[Tensor, list[str]],
    start: int,
) -> GroupInfo:
    saved = group.get("param_names", [None] * len(group["params"]))
    params = []
    for i, (p, own) in enumerate(zip(group["params"], saved, strict=True), start):
        name, source = (names[p][0], "model") if p in names else (own, own and "param_names")
        entries = states(state[p]) if p in state else ()
        params.append(ParamInfo(i, name, source, TensorInfo.of(p), p.requires_grad, entries))
    return GroupInfo(index, settings(group), tuple(params))


def settings(group: Mapping[str, Any]) -> dict[str, object]:
    """The settings of a group of ``param_groups``."""
    return {key: setting for key, setting in group.items() if key not in _NOT_SETTINGS}


def states(entries: Mapping[str, Any], devices: Devices | None = None) -> tuple[StateInfo, ...]:
    """What is kept for one parameter."""
    return tuple(_state(key, value, devices) for key, value in entries.items())


def _state(key: object, value: Any, devices: Devices | None) -> StateInfo:
    if not isinstance(value, Tensor):
        held = value if isinstance(value, list | tuple) else ()
        size = sum(x.numel() * x.element_size() for x in tensors(held))
        text = words.count(len(held), "tensor") if size else words.value(value)
        return StateInfo(words.shown(key), text, size)
    info = TensorInfo.of(value, devices)
    text = words.tensor(value)
    return StateInfo(words.shown(key), text, info.bytes, info)


def tensors(values: Iterable[object]) -> list[Tensor]:
    return [value for value in values if isinstance(value, Tensor)]
