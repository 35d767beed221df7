"""``optimizer.state_dict()`` drawn as a tree, beside the ``model.state_dict()`` it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from torch import Tensor

from quizapp.optim.inspect import words
from quizapp.optim.inspect.model import OptimizerInfo
from quizapp.optim.inspect.saved import inspect_state_dict

_LEFT = 44


def print_state_dict_tree(
    optimizer_state: Mapping[str, Any], model_state: Mapping[str, Any] | None = None
) -> None:
    """Print the tree of an optimizer's state dict, beside the model's where that is given."""
    print(tree_text(optimizer_state, model_state))


def tree_text(
    optimizer_state: Mapping[str, Any], model_state: Mapping[str, Any] | None = None
) -> str:
    """The tree of an optimizer's state dict; what its numbers mean in the model stands beside."""
    info = inspect_state_dict(optimizer_state, model_state)
    model = model_state or {}
    beside = _beside(optimizer_state, info, model)
    rows = [("optimizer.state_dict()", "model.state_dict()" if model else "")]
    rows += _branches(optimizer_state, "", beside, ())
    named = {p.name for p in info.params}
    rest = [("", _entry(name, x)) for name, x in model.items() if name not in named]
    if rest:
        rows += [("", ""), ("", "not optimized, or not known to be:"), *rest]
    return "\n".join(_line(*row) for row in rows)


def _beside(
    saved: Mapping[str, Any], info: OptimizerInfo, model: Mapping[str, Any]
) -> dict[tuple[object, ...], str]:
    """What stands beside which path of the tree."""
    keys = [key for group in saved["param_groups"] for key in group["params"]]
    told: dict[tuple[object, ...], str] = {}
    for key, p in zip(keys, info.params, strict=True):
        if p.name:
            told["state", key] = _entry(p.name, model.get(p.name))
    for group in info.groups:
        names = [p.name or "?" for p in group.params]
        if any(p.name for p in group.params):
            told["param_groups", group.index, "params"] = ", ".join(names)
    return told


def _branches(
    value: object, indent: str, beside: Mapping[tuple[object, ...], str], path: tuple[object, ...]
) -> Iterator[tuple[str, str]]:
    inner = _inner(value, path)
    for i, (key, item) in enumerate(inner):
        last = i == len(inner) - 1
        here = (*path, key)
        setting = path[:1] == ("param_groups",)
        text = "" if _inner(item, here) else f" {_leaf(item, setting=setting)}"
        yield f"{indent}{'└─ ' if last else '├─ '}{words.shown(key)}{text}", beside.get(here, "")
        yield from _branches(item, indent + ("   " if last else "│  "), beside, here)


def _inner(value: object, path: tuple[object, ...]) -> list[tuple[object, object]]:
    """What a branch is drawn for: the levels that a state dict has, and no deeper."""
    if isinstance(value, Mapping) and len(path) < 4:
        return [*value.items()]
    return [*enumerate(value)] if path == ("param_groups",) and isinstance(value, list) else []


def _leaf(value: object, *, setting: bool) -> str:
    if isinstance(value, Tensor) and value.dim() and not setting:
        return words.tensor(value)
    if isinstance(value, Mapping):
        return "{}" if not value else words.count(len(value), "entry")
    return words.value(value)


def _entry(name: str, x: object) -> str:
    return f"{words.shown(name)}  {words.tensor(x)}" if isinstance(x, Tensor) else words.shown(name)


def _line(left: str, right: str) -> str:
    if not right:
        return words.cut(left, words.WIDTH)
    room = words.WIDTH - _LEFT - 2
    return f"{words.cut(left, _LEFT):<{_LEFT}}  {words.cut(right, room)}"
