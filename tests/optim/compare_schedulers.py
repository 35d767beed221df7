"""Every schedule, ours beside torch's, over many settings: traces, and a table of differences."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours

STEPS = 36
Build = Callable[[ModuleType, Any], Any]


def named(module: ModuleType, name: str) -> Any:
    """The class of that name in ``module.lr_scheduler`` or ``module.swa_utils``."""
    home = module.swa_utils if name == "SWALR" else module.lr_scheduler
    return getattr(home, name)


class Grow:
    """A callable object: what of a function a checkpoint can keep."""

    def __init__(self, by: float) -> None:
        self.by = by

    def __call__(self, t: float) -> float:
        return 1 / (1 + self.by * t)


ALTERNATING = [lambda t: 0.9**t, lambda t: 1 + math.sin(t)]
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "LambdaLR": [
        {"lr_lambda": lambda t: 0.95**t},
        {"lr_lambda": ALTERNATING},
        {"lr_lambda": Grow(0.3)},
        {"lr_lambda": lambda t: t // 10},
    ],
    "MultiplicativeLR": [
        {"lr_lambda": lambda _: 0.95},
        {"lr_lambda": [lambda t: 0.99 if t % 2 else 1.0, Grow(0.01)]},
    ],
    "StepLR": [
        {"step_size": 1},
        {"step_size": 7},
        {"step_size": 10, "gamma": 0.5},
        {"step_size": 100},
        {"step_size": 3, "gamma": 1.1},
    ],
    "MultiStepLR": [
        {"milestones": []},
        {"milestones": [3, 20]},
        {"milestones": [5, 5, 9], "gamma": 0.3},
        {"milestones": [0, 30, 2]},
        {"milestones": range(1, 40, 4), "gamma": 0.9},
    ],
    "ConstantLR": [
        {},
        {"factor": 0.5, "total_iters": 20},
        {"factor": 1.0},
        {"factor": 0.1, "total_iters": 0},
        {"factor": 0.7, "total_iters": 99},
    ],
    "LinearLR": [
        {},
        {"start_factor": 0.1, "total_iters": 30},
        {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 12},
        {"start_factor": 0.3, "end_factor": 0.6, "total_iters": 100},
        {"start_factor": 1e-3, "total_iters": 1},
    ],
    "ExponentialLR": [{"gamma": 0.9}, {"gamma": 1.0}, {"gamma": 0.1}, {"gamma": 1.02}],
    "PolynomialLR": [
        {},
        {"total_iters": 30, "power": 0.9},
        {"total_iters": 17, "power": 2.0},
        {"total_iters": 60, "power": 0.5},
        {"total_iters": 36},
    ],
    "CosineAnnealingLR": [
        {"T_max": 10},
        {"T_max": 36, "eta_min": 1e-3},
        {"T_max": 7, "eta_min": 0.2},
        {"T_max": 1},
        {"T_max": 100},
    ],
    "CosineAnnealingWarmRestarts": [
        {"T_0": 1},
        {"T_0": 5},
        {"T_0": 10, "eta_min": 0.01},
        {"T_0": 3, "T_mult": 2},
        {"T_0": 1, "T_mult": 3, "eta_min": 1e-4},
    ],
    "CyclicLR": [
        {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 5},
        {"base_lr": [0.01, 0.02], "max_lr": [0.1, 0.5], "step_size_up": 4, "step_size_down": 9},
        {"base_lr": 0.01, "max_lr": 1.0, "step_size_up": 3, "mode": "triangular2"},
        {"base_lr": 0.01, "max_lr": 1, "step_size_up": 6, "mode": "exp_range", "gamma": 0.97},
        {"base_lr": 0.01, "max_lr": 1.0, "step_size_up": 6, "scale_fn": Grow(0.5)},
        {
            "base_lr": 0.01,
            "max_lr": 1.0,
            "step_size_up": 6,
            "scale_fn": lambda t: 0.9**t,
            "scale_mode": "iterations",
        },
        {"base_lr": 0.01, "max_lr": 1.0, "step_size_up": 5, "cycle_momentum": False},
        {
            "base_lr": 1e-3,
            "max_lr": 0.1,
            "step_size_up": 5,
            "base_momentum": [0.1, 0.5],
            "max_momentum": 0.99,
        },
    ],
    "OneCycleLR": [
        {"max_lr": 1.0, "total_steps": 36},
        {"max_lr": [0.1, 1.0], "epochs": 6, "steps_per_epoch": 7},
        {"max_lr": 0.3, "total_steps": 40, "anneal_strategy": "linear"},
        {"max_lr": 0.3, "total_steps": 40, "three_phase": True},
        {"max_lr": 1, "total_steps": 37, "three_phase": True, "anneal_strategy": "linear"},
        {"max_lr": 0.3, "total_steps": 50, "pct_start": 0.7, "cycle_momentum": False},
        {"max_lr": 0.3, "total_steps": 36, "div_factor": 3.0, "final_div_factor": 10.0},
        {"max_lr": 0.3, "total_steps": 44, "base_momentum": [0.2, 0.4], "max_momentum": 0.9},
        {"max_lr": 0.3, "total_steps": 40, "pct_start": 0.0},
        {"max_lr": 0.3, "total_steps": 40, "pct_start": 1.0},
    ],
    "ReduceLROnPlateau": [
        {},
        {"patience": 0},
        {"patience": 2, "factor": 0.5, "min_lr": [0.02, 0.001]},
        {"patience": 1, "cooldown": 3, "factor": 0.7},
        {"patience": 3, "mode": "max"},
        {"patience": 3, "mode": "max", "threshold": 0.05, "threshold_mode": "abs"},
        {"patience": 2, "threshold": 0.2, "threshold_mode": "abs"},
        {"patience": 0, "min_lr": 0.01, "eps": 0.02},
    ],
    "SWALR": [
        {"swa_lr": 0.05},
        {"swa_lr": [0.5, 0.001], "anneal_epochs": 20},
        {"swa_lr": 0.05, "anneal_epochs": 0},
        {"swa_lr": 0.2, "anneal_epochs": 7, "anneal_strategy": "linear"},
        {"swa_lr": 0.2, "anneal_epochs": 1},
    ],
}


def alone(name: str, kwargs: dict[str, Any]) -> Build:
    """That schedule with those arguments, of whichever module."""
    return lambda module, optimizer: named(module, name)(optimizer, **kwargs)


def nested(outer: str, inner: list[Build], milestones: list[int]) -> Build:
    """A schedule made of those, one after another or all at once."""

    def build(module: ModuleType, optimizer: Any) -> Any:
        schedulers = [make(module, optimizer) for make in inner]
        if outer == "ChainedScheduler":
            return named(module, outer)(schedulers, optimizer)
        return named(module, outer)(optimizer, schedulers, milestones)

    return build


def _in_turn(parts: list[tuple[str, dict[str, Any]]], milestones: list[int]) -> Build:
    return nested("SequentialLR", [alone(*part) for part in parts], milestones)


def _together(*parts: tuple[str, dict[str, Any]]) -> Build:
    return nested("ChainedScheduler", [alone(*part) for part in parts], [])


WARM = ("LinearLR", {"start_factor": 0.1, "total_iters": 6})
COSINE = ("CosineAnnealingLR", {"T_max": 9})
COMPOSED: dict[str, list[Build]] = {
    "SequentialLR": [
        _in_turn([WARM, COSINE], [6]),
        _in_turn([WARM, COSINE, ("ExponentialLR", {"gamma": 0.8})], [5, 20]),
        _in_turn([("ConstantLR", {}), ("CosineAnnealingWarmRestarts", {"T_0": 4})], [8]),
        _in_turn([("CosineAnnealingWarmRestarts", {"T_0": 4}), ("StepLR", {"step_size": 3})], [9]),
        _in_turn([WARM, ("LambdaLR", {"lr_lambda": ALTERNATING})], [4]),
        _in_turn([("MultiplicativeLR", {"lr_lambda": lambda _: 0.9}), ("PolynomialLR", {})], [7]),
        _in_turn([WARM, ("MultiStepLR", {"milestones": [2, 4]})], [0]),
        _in_turn([WARM, ("ConstantLR", {}), COSINE], [3, 3]),
        nested("SequentialLR", [_in_turn([WARM, COSINE], [4]), _together(WARM)], [99]),
        nested("SequentialLR", [_together(WARM, ("ExponentialLR", {"gamma": 0.9}))], []),
    ],
    "ChainedScheduler": [
        _together(WARM),
        _together(("ConstantLR", {"factor": 0.1}), ("ExponentialLR", {"gamma": 0.9})),
        _together(WARM, COSINE, ("StepLR", {"step_size": 5})),
        _together(("LambdaLR", {"lr_lambda": ALTERNATING}), ("PolynomialLR", {"total_iters": 30})),
        nested("ChainedScheduler", [_in_turn([WARM, COSINE], [4]), _together(WARM)], []),
    ],
}


CONFIGS: dict[str, list[Build]] = {
    **{name: [alone(name, kwargs) for kwargs in given] for name, given in SETTINGS.items()},
    **COMPOSED,
}

# Two groups each: rates as numbers, as numbers beside β₁, as tensors.
OPTIMIZERS: dict[str, tuple[str, Callable[[], dict[str, Any]], Callable[[], Any]]] = {
    "SGD": ("SGD", lambda: {"lr": 0.1, "momentum": 0.9}, lambda: 0.01),
    "AdamW": ("AdamW", lambda: {"lr": 3e-3}, lambda: 0.5),
    "tensor rates": (
        "SGD",
        lambda: {"lr": torch.tensor(0.1), "momentum": 0.5},
        lambda: torch.tensor(0.02, dtype=torch.float64),
    ),
}


def optimizer(module: ModuleType, kind: str) -> Any:
    """An optimizer of ``module``, with a gradient for each parameter."""
    name, settings, other = OPTIMIZERS[kind]
    params = [Parameter(torch.ones(2)), Parameter(torch.ones(()))]
    for p in params:
        p.grad = torch.ones_like(p)
    groups = [{"params": params[:1]}, {"params": params[1:], "lr": other()}]
    return getattr(module, name)(groups, **settings())


def metric(i: int) -> float:
    """A loss that falls, rests, rises, is once no number, and falls again."""
    if i == 9:
        return math.nan
    return 1 / (1 + i) if i < 6 or i > 30 else 0.2 + 0.01 * (i % 5)


def plain(value: Any) -> Any:
    """``value`` with tensors as numbers beside their dtype, so that == and repr compare all."""
    if isinstance(value, Tensor):
        return str(value.dtype), list(value.shape), value.tolist()
    if isinstance(value, dict):
        return [(key, plain(each)) for key, each in value.items()]
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def snapshot(optimizer: Any, scheduler: Any) -> dict[str, Any]:
    """All that a schedule writes: into groups, and into its own checkpoint."""
    groups = [{k: v for k, v in g.items() if k != "params"} for g in optimizer.param_groups]
    return {
        "groups": plain(groups),
        "last": plain(scheduler.get_last_lr()),
        "state": plain(scheduler.state_dict()),
    }


def step(scheduler: Any, i: int) -> None:
    """The scheduler's i-th step, with a metric for the one that wants it."""
    if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        scheduler.step(metric(i))
    else:
        scheduler.step()


def trace(build: Build, kind: str, module: ModuleType, drives: ModuleType) -> list[dict[str, Any]]:
    """What the schedule of ``module`` did to an optimizer of ``drives`` at every step."""
    driven = optimizer(drives, kind)
    scheduler = build(module, driven)
    seen = [snapshot(driven, scheduler)]
    for i in range(STEPS):
        driven.step()
        step(scheduler, i)
        seen.append(snapshot(driven, scheduler))
    return seen


def numbers(value: Any) -> Iterator[float]:
    """Every number in a snapshot's groups, in order."""
    if isinstance(value, (int, float)):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from numbers(each)


def difference(build: Build, kind: str) -> float:
    """The largest difference in anything that ours and torch's write into the groups."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a rate that differs may leave its bounds
        mine, theirs = (trace(build, kind, m, m) for m in (ours, torch.optim))
    pairs = zip(numbers([s["groups"] for s in mine]), numbers([s["groups"] for s in theirs]))  # noqa: B905
    return max(abs(a - b) for a, b in pairs)


def rows() -> Iterator[tuple[str, int, float]]:
    """(schedule, configurations compared, largest difference) for every schedule."""
    for name, builds in CONFIGS.items():
        found = [difference(build, kind) for build in builds for kind in OPTIMIZERS]
        yield name, len(found), max(found)


if __name__ == "__main__":
    for name, compared, largest in rows():
        print(f"{name:<30}{compared:>4}  {largest:g}")
