"""Looking for what goes wrong when a saved optimizer is loaded. ``rules.py`` says what that is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from quizapp.optim.inspect import families, forms, scan, words
from quizapp.optim.inspect.live import tensors
from quizapp.optim.inspect.model import Devices, OptimizerInfo, ParamInfo, device_of
from quizapp.optim.inspect.rules import Finding, Problem, gathered
from quizapp.optim.inspect.saved import (
    StateDict,
    inspect_state_dict,
    kind_of,
    parameters,
    same_shapes,
    shape_told_by,
)


class Case(NamedTuple):
    """What the rules look at."""

    saved: StateDict
    info: OptimizerInfo
    weights: Mapping[str, Tensor]
    here: Collection[str]
    tell: scan.Tell

    @property
    def keys(self) -> list[Any]:
        return [key for group in self.saved["param_groups"] for key in group["params"]]

    def entries(self) -> Iterator[tuple[ParamInfo, Mapping[str, Any]]]:
        """Each parameter that has state, and that state."""
        for key, p in zip(self.keys, self.info.params, strict=True):
            entry = self.saved["state"].get(key)
            if isinstance(entry, Mapping) and entry:
                yield p, entry


def find_problems(
    saved: StateDict,
    model_state: StateDict | None = None,
    *,
    devices: Devices | None = None,
    here: Collection[str] | None = None,
    tell: scan.Tell = lambda _: None,
) -> tuple[Problem, ...]:
    """What would go wrong on ``optimizer.load_state_dict(saved)``, problems before notes.

    ``model_state`` is of the model that the optimizer is to train. ``devices`` gives where
    storages were saved from, ``here`` the types of device of this machine. ``tell`` hears how
    many bytes were read.
    """
    info = inspect_state_dict(saved, model_state, devices)
    here = devices_here() if here is None else here
    case = Case(saved, info, parameters(model_state or {}), here, tell)
    rules = (_membership, _naming, _state, _shapes, _settings, _numbers)
    return gathered(finding for rule in rules for finding in rule(case))


def find_model_problems(
    model_state: StateDict,
    *,
    devices: Devices | None = None,
    here: Collection[str] | None = None,
    tell: scan.Tell = lambda _: None,
) -> tuple[Problem, ...]:
    """What is wrong with the tensors of a model's state dict themselves."""
    forms.check_model(model_state)
    here = devices_here() if here is None else here

    def findings() -> Iterator[Finding]:
        for name, x in model_state.items():
            if not isinstance(x, Tensor):
                continue
            if not scan.finite(x, tell):
                yield "not-finite", words.shown(name)
            away = _elsewhere([device_of(x, devices)], here)
            yield from (("device", words.shown(device)) for device in away)

    return gathered(findings())


def find_mismatches(saved: StateDict, other: StateDict) -> tuple[Problem, ...]:
    """Why one optimizer's state dict could not be loaded where the other one belongs."""
    for one in (saved, other):
        forms.check_saved(one)

    def findings() -> Iterator[Finding]:
        kinds = [kind_of(one) or "unknown" for one in (saved, other)]
        if kinds[0] != kinds[1]:
            yield "other-kind", " and ".join(kinds)
        sizes = [[len(group["params"]) for group in one["param_groups"]] for one in (saved, other)]
        if sizes[0] != sizes[1]:
            yield "other-groups", " and ".join(f"{words.value(size)} parameters" for size in sizes)
        for number, entry in saved["state"].items():
            told = [shape_told_by(x) for x in (entry, other["state"].get(number))]
            shapes = [words.shape(x.shape) for x in told if x is not None]
            if len({*shapes}) > 1:
                yield "other-shape", f"parameter {words.shown(number)}: {' and '.join(shapes)}"

    return gathered(findings())


def devices_here() -> tuple[str, ...]:
    """The types of device that tensors can live on here."""
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    return ("cpu", "meta", *([accelerator.type] if accelerator else []))


def _membership(case: Case) -> Iterator[Finding]:
    uses = Counter(case.keys)
    for key, entry in case.saved["state"].items():
        if key not in uses and isinstance(entry, Mapping):
            yield "orphans", f"state {words.shown(key)}"
    yield from (("repeated", f"parameter {words.shown(key)}") for key in uses if uses[key] > 1)


def _naming(case: Case) -> Iterator[Finding]:
    params, weights = case.info.params, case.weights
    sources = {p.named_by for p in params}
    if "param_names" in sources:
        if weights:
            known = {words.shown(name) for name in weights}
            yield from (("strangers", p.label) for p in params if p.name not in known)
        return
    if len(params) > 1:  # else there is no other order
        yield "positions", words.count(len(params), "parameter")
    if weights and len(params) != len(weights):
        code = "more-parameters" if len(params) > len(weights) else "fewer-parameters"
        yield code, f"{len(params):,} optimized, {len(weights):,} in the model's state dict"
    elif weights and "position" not in sources:
        counted = words.count(len(params), "parameter")
        if same_shapes(case.saved, weights):
            yield "order", counted
        else:
            yield "shape", f"{counted}, most of other shapes than the model's"


def _state(case: Case) -> Iterator[Finding]:
    kind = kind_of(case.saved)
    kept = set(families.STATE[kind.partition(" or ")[0]] if kind else ())
    having = [*case.entries()]
    for p, entry in having:
        if "step" in kept and "step" not in entry:
            yield "no-step", p.label
        if kept:
            foreign = [words.shown(key) for key in entry if key not in kept]
            yield from (("foreign", f"{key} of {p.label}") for key in foreign)
    if having and kind != "LBFGS":
        yield from (("no-state", p.label) for p in case.info.params if not p.state)


def _shapes(case: Case) -> Iterator[Finding]:
    for p, entry in case.entries():
        weight = case.weights.get(p.name or "")
        for key, value in entry.items():
            if not isinstance(value, Tensor) or key not in families.LIKE_PARAMETER:
                continue
            shape = p.tensor.shape if p.tensor else tuple(value.shape)
            if tuple(value.shape) != shape:
                beside = "beside other state of" if weight is None else "for"
                told = f"{words.shape(value.shape)} {beside} {words.shape(shape)}"
                yield "shape", f"{key} of {p.label}, {told}"
            elif weight is not None and _narrows(value, weight):
                yield "narrowed", f"{key} of {p.label}, {_dtype(value)} to {_dtype(weight)}"


def _dtype(x: Tensor) -> str:
    return str(x.dtype).removeprefix("torch.")


def _narrows(value: Tensor, weight: Tensor) -> bool:
    """Whether a cast to the dtype of ``weight``, as load_state_dict makes it, loses digits."""
    if not (value.is_floating_point() and weight.is_floating_point()):
        return False
    return _eps(weight) > _eps(value)


def _eps(x: Tensor) -> float:
    """The gap after 1, which torch does not tell of the dtype that holds two numbers a byte."""
    return 0.5 if x.dtype == torch.float4_e2m1fn_x2 else torch.finfo(x.dtype).eps


def _settings(case: Case) -> Iterator[Finding]:
    for group in case.info.groups:
        lr, where = _number(group.settings.get("lr")), f"group {group.index}"
        if lr == 0:
            yield "lr-zero", where
        elif lr is None or not 0 < lr < math.inf:
            yield "lr-wrong", where
        if group.settings.get("capturable") is True and set(case.here) <= {"cpu", "meta"}:
            yield "capturable", where
        used = {entry.tensor.device for p in group.params for entry in p.state if entry.tensor}
        if _elsewhere(used, case.here):
            flags = [key for key in ("fused", "foreach") if group.settings.get(key) is True]
            yield from (("flags", f"{flag}=True of {where}") for flag in flags)


def _elsewhere(devices: Iterable[str], here: Collection[str]) -> list[str]:
    return [device for device in devices if device.partition(":")[0] not in here]


def _number(setting: object) -> float | None:
    if isinstance(setting, Tensor):
        setting = setting.item() if setting.numel() == 1 else None
    return float(setting) if isinstance(setting, int | float) else None


def _numbers(case: Case) -> Iterator[Finding]:
    for p, entry in case.entries():
        for key, value in entry.items():
            held = tensors([value] if isinstance(value, Tensor) else _items(value))
            number = isinstance(value, float) and not math.isfinite(value)
            if number or not all(scan.finite(x, case.tell) for x in held):
                yield "not-finite", f"{words.shown(key)} of {p.label}"
        away = {x.tensor.device for x in p.state if x.tensor}
        yield from (("device", words.shown(device)) for device in _elsewhere(away, case.here))


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()
