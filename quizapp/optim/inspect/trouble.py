"""What goes wrong when a saved optimizer is loaded: each rule, and what it finds."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

from quizapp.optim.inspect import families, scan, words
from quizapp.optim.inspect.live import tensors
from quizapp.optim.inspect.model import OptimizerInfo, ParamInfo
from quizapp.optim.inspect.saved import Devices, StateDict, inspect_state_dict, kind_of, parameters

NOTE, PROBLEM = "note", "problem"

RULES: dict[str, tuple[str, str]] = {
    "more-parameters": (
        PROBLEM,
        "more parameters are optimized than the model's state dict has: load_state_dict of an"
        " optimizer of that model raises ValueError",
    ),
    "fewer-parameters": (
        NOTE,
        "fewer parameters are optimized than the model's state dict has: build the optimizer over"
        " the same ones, or load_state_dict raises ValueError",
    ),
    "strangers": (PROBLEM, "names that the model's state dict does not have"),
    "shape": (PROBLEM, "state of another shape than the parameter: it loads, and step() fails"),
    "order": (
        NOTE,
        "the groups do not list the parameters as the model's state dict does, so their names"
        " cannot be told",
    ),
    "positions": (
        NOTE,
        "parameters are known by position, not by name: listed in another order they take each"
        " other's state. Build the optimizer from named_parameters() to save names",
    ),
    "no-step": (PROBLEM, "state without step: load_state_dict or step() raises KeyError"),
    "no-state": (NOTE, "no state, though others have some: never stepped, or added later"),
    "orphans": (PROBLEM, "state of parameters that no group has: it is loaded and never used"),
    "repeated": (PROBLEM, "one parameter in two places of the groups"),
    "foreign": (PROBLEM, "state that this optimizer does not keep: another class saved it"),
    "lr-zero": (NOTE, "the learning rate is 0: the group stands still until a scheduler raises it"),
    "lr-wrong": (PROBLEM, "no learning rate, or none that can be"),
    "not-finite": (PROBLEM, "NaN or infinity: every later step carries it on"),
    "narrowed": (PROBLEM, "load_state_dict casts this state to the parameter's narrower dtype"),
    "capturable": (PROBLEM, "capturable=True is loaded too, and step() refuses it on a CPU"),
    "flags": (NOTE, "chosen for a device that is not here, and loaded too: set them anew"),
    "device": (PROBLEM, "saved on a device that is not here: load with map_location='cpu'"),
}
"""For each code: whether it is a problem or to be noted, and what it means."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that goes wrong, or is worth knowing, and all the places where."""

    code: str
    where: tuple[str, ...]

    @property
    def level(self) -> str:
        return RULES[self.code][0]

    @property
    def meaning(self) -> str:
        return RULES[self.code][1]


class Case(NamedTuple):
    """What the rules look at."""

    saved: StateDict
    info: OptimizerInfo
    weights: Mapping[str, Tensor]
    devices: Devices
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


Finding = tuple[str, str]


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
    case = Case(saved, info, parameters(model_state or {}), devices or {}, here, tell)
    places: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for rule in (_membership, _naming, _state, _shapes, _settings, _numbers):
        for code, where in rule(case):
            places[code][where] = None
    found = [Problem(code, tuple(places[code])) for code in RULES if code in places]
    return tuple(sorted(found, key=lambda problem: problem.level == NOTE))


def problems_text(problems: Iterable[Problem]) -> str:
    """A paragraph for each."""
    lines: list[str] = []
    for problem in problems:
        lines += words.listed(f"{problem.level}: ", problem.meaning.split(" "), "    ", " ")
        some = [*problem.where[:6]]
        if len(problem.where) > len(some):
            some.append(f"and {len(problem.where) - len(some):,} more")
        lines += words.listed("    ", some)
    return "\n".join(lines)


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
    yield "positions", words.count(len(params), "parameter")
    if weights and len(params) != len(weights):
        code = "more-parameters" if len(params) > len(weights) else "fewer-parameters"
        yield code, f"{len(params):,} optimized, {len(weights):,} in the model's state dict"
    elif weights and "position" not in sources:
        told = sorted(p.tensor.shape for p in params if p.tensor)
        own = sorted(tuple(weight.shape) for weight in weights.values())
        code = "order" if _within(told, own) else "shape"
        yield code, f"{len(params):,} parameters taken together"


def _within(part: list[tuple[int, ...]], whole: list[tuple[int, ...]]) -> bool:
    left = [*whole]
    for item in part:
        if item not in left:
            return False
        left.remove(item)
    return True


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
                told = f"{words.shape(value.shape)} for {words.shape(shape)}"
                yield "shape", f"{key} of {p.label}, {told}"
            elif weight is not None and _narrows(value, weight):
                yield "narrowed", f"{key} of {p.label}, {_dtype(value)} to {_dtype(weight)}"


def _dtype(x: Tensor) -> str:
    return str(x.dtype).removeprefix("torch.")


def _narrows(value: Tensor, weight: Tensor) -> bool:
    """Whether a cast to the dtype of ``weight``, as load_state_dict makes it, loses digits."""
    if not (value.is_floating_point() and weight.is_floating_point()):
        return False
    return torch.finfo(weight.dtype).eps > torch.finfo(value.dtype).eps


def _settings(case: Case) -> Iterator[Finding]:
    for group in case.info.groups:
        lr, where = _number(group.settings.get("lr")), f"group {group.index}"
        if lr == 0:
            yield "lr-zero", where
        elif lr is None or not 0 < lr < math.inf:
            yield "lr-wrong", where
        if group.settings.get("capturable") is True and set(case.here) <= {"cpu", "meta"}:
            yield "capturable", where
        away = {entry.tensor.device for p in group.params for entry in p.state if entry.tensor}
        if any(device.partition(":")[0] not in case.here for device in away):
            flags = [key for key in ("fused", "foreach") if group.settings.get(key) is True]
            yield from (("flags", f"{flag}=True of {where}") for flag in flags)


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
    for name, weight in case.weights.items():
        if not scan.finite(weight, case.tell):
            yield "not-finite", f"the model's {words.shown(name)}"
    for device in {*case.devices.values()}:
        if device.partition(":")[0] not in case.here:
            yield "device", words.shown(device)


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()
