"""Looking at a saved optimizer: ``state_dict()`` read like the optimizer it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from torch import Tensor

from quizapp.optim.inspect import families, forms, words
from quizapp.optim.inspect.live import settings, states
from quizapp.optim.inspect.model import (
    Devices,
    GroupInfo,
    OptimizerInfo,
    ParamInfo,
    TensorInfo,
    address,
)

_BUFFERS = ("running_mean", "running_var", "num_batches_tracked")

StateDict = Mapping[str, Any]


class Name(NamedTuple):
    name: str
    source: str


def inspect_state_dict(
    saved: StateDict, model_state: StateDict | None = None, devices: Devices | None = None
) -> OptimizerInfo:
    """What an optimizer's ``state_dict()`` holds; parameters are named when that can be known.

    Names come from ``param_names``, or from the position in ``model_state``, if as many
    parameters are there and their shapes are those of the state.

    Raises TypeError or ValueError when either is something else.
    """
    forms.check_saved(saved, model_state)
    weights = parameters(model_state or {})
    names = _names(saved, weights)
    groups = []
    start = 0
    for i, group in enumerate(saved["param_groups"]):
        numbered = enumerate(group["params"], start)
        params = [
            _param(index, names.get(key), saved["state"].get(key), weights, devices)
            for index, key in numbered
        ]
        groups.append(GroupInfo(i, settings(group), tuple(params)))
        start += len(params)
    found = {name.name for name in names.values()}
    return OptimizerInfo(
        kind=kind_of(saved) or "unknown optimizer",
        groups=tuple(groups),
        ungrouped=tuple(name for name in weights if name not in found) if found else (),
        tied=tuple(tuple(own) for own in _tied(model_state or {}) if len(own) > 1),
    )


def parameters(model_state: StateDict) -> dict[str, Tensor]:
    """What in a model's ``state_dict()`` looks like parameters: tied ones once, no buffers."""
    return {
        own[0]: model_state[own[0]]
        for own in _tied(model_state)
        if (x := model_state[own[0]]).is_floating_point() or x.is_complex()
        if not own[0].endswith(_BUFFERS)
    }


def kind_of(saved: StateDict) -> str | None:
    """The class of the optimizer that saved this, judged by its settings and state."""
    groups = saved["param_groups"]
    first = groups[0] if groups else {}
    kept = {key for entry in saved["state"].values() if isinstance(entry, Mapping) for key in entry}
    decoupled = first.get("decoupled_weight_decay") is True
    return families.kind(map(str, first), {*map(str, kept)}, decoupled=decoupled)


def shape_told_by(entry: object) -> Tensor | None:
    """State that is shaped like its parameter, as most of it is, if there is any."""
    told = _like_parameter(entry)
    usual = Counter(x.shape for x in told).most_common(1)
    return next(x for x in told if x.shape == usual[0][0]) if usual else None


def _like_parameter(entry: object) -> list[Tensor]:
    if not isinstance(entry, Mapping):
        return []
    told = (value for key, value in entry.items() if key in families.LIKE_PARAMETER)
    return [value for value in told if isinstance(value, Tensor)]


def same_shapes(saved: StateDict, weights: Mapping[str, Tensor]) -> bool:
    """Whether the state could be that of these parameters in another order."""
    keys = [key for group in saved["param_groups"] for key in group["params"]]
    told = [shape_told_by(saved["state"].get(key)) for key in keys]
    own = Counter(weight.shape for weight in weights.values())
    return Counter(x.shape for x in told if x is not None) <= own


def _names(saved: StateDict, weights: Mapping[str, Tensor]) -> dict[Any, Name]:
    keys = [key for group in saved["param_groups"] for key in group["params"]]
    given = [name for group in saved["param_groups"] for name in group.get("param_names", ())]
    if len(given) == len(keys):
        return {k: Name(str(n), "param_names") for k, n in zip(keys, given, strict=True)}
    if all(isinstance(key, str) for key in keys):  # as torch.distributed.checkpoint keeps it
        return {key: Name(key, "param_names") for key in keys}
    if len(weights) != len(keys) or not _in_order(keys, saved, weights):
        return {}
    return {key: Name(name, "position") for key, name in zip(keys, weights, strict=True)}


def _in_order(keys: list[Any], saved: StateDict, weights: Mapping[str, Tensor]) -> bool:
    """Whether the parameters seem to be ``weights`` as they are listed; some state may be wrong."""
    agree = []
    for key, weight in zip(keys, weights.values(), strict=True):
        if told := _like_parameter(saved["state"].get(key)):
            agree.append(any(x.shape == weight.shape for x in told))
    return all(agree) or not (2 * sum(agree) < len(agree) or same_shapes(saved, weights))


def _param(
    index: int,
    name: Name | None,
    entry: Any,
    weights: Mapping[str, Tensor],
    devices: Devices | None,
) -> ParamInfo:
    known = weights.get(name.name) if name else None
    tensor = shape_told_by(entry) if known is None else known
    return ParamInfo(
        index=index,
        name=name and words.shown(name.name),
        named_by=name and name.source,
        tensor=None if tensor is None else TensorInfo.of(tensor, devices),
        trainable=None,
        state=states(entry, devices) if isinstance(entry, Mapping) else (),
    )


def _tied(model_state: StateDict) -> Iterator[list[str]]:
    """The names of each tensor."""
    same: dict[object, list[str]] = {}
    for name, x in model_state.items():
        if isinstance(x, Tensor):
            start = address(x)
            place = (start, x.storage_offset(), x.shape, x.stride()) if start else name
            same.setdefault(place, []).append(name)
    yield from same.values()
