"""Optimizer steps: ours over torch's for each engine. `python -m tests.benchmarks optim[:all]`.

Below 1 ours is faster. Both step the same tensors in turn, so a busy machine slows both alike;
the figure is the ratio of the least times, and the label gives that of the medians. The plain
loop and lists are held against torch's default, which on a CPU is its loop; ``fused=True``
against the fastest that torch has.
"""

from __future__ import annotations

import gc
import inspect
import math
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.nn import Parameter

import quizapp.optim as ours
from tests.benchmarks.optim_once import rows as once
from tests.benchmarks.shapes import SHAPES
from tests.optim.table import NAMES

ENGINES: dict[str, dict[str, Any]] = {
    "loop": {"foreach": False},
    "lists": {"foreach": True},
    "fused": {"fused": True},
}
SETTINGS: dict[str, dict[str, Any]] = {"SGD": {"momentum": 0.9, "weight_decay": 0.1}}
HEAVY = ("AdamW", "SGD")  # the only ones that step GPT-2 unless all is asked for
SECONDS = 0.5  # for all engines of one optimizer on one set of parameters
LEAST_ROUNDS = 5

Step = Callable[[], object]


def names() -> list[str]:
    """Every optimizer that steps dense gradients without a closure."""
    return [name for name in NAMES if name != "SparseAdam"]


def parameters(name: str, model: str, device: str = "cpu") -> list[Parameter]:
    """Fresh parameters with gradients; Muon takes matrices only."""
    shapes = [s for s in SHAPES[model] if name != "Muon" or len(s) == 2]
    made = [Parameter(torch.randn(shape, device=device)) for shape in shapes]
    for p in made:
        p.grad = torch.randn_like(p)
    return made


def steps(name: str, params: list[Parameter]) -> dict[tuple[str, str], Step]:
    """The step of each engine that there is, by owner and engine, each warmed up."""
    made: dict[tuple[str, str], Step] = {}
    for engine, choice in ENGINES.items():
        for owner, module in (("ours", ours), ("torch", torch.optim)):
            cls = getattr(module, name)
            if set(choice) <= set(inspect.signature(cls).parameters):
                optimizer = cls(params, **SETTINGS.get(name, {}), **choice)
                made[owner, engine] = optimizer.step
                optimizer.step()  # makes state and kernels
                optimizer.step()
    return made


def timed(acts: dict[tuple[str, str], Step], device: str) -> dict[tuple[str, str], list[float]]:
    """Seconds of each act, taken in turn."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    times: dict[tuple[str, str], list[float]] = {key: [] for key in acts}
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(next(iter(times.values()))) < LEAST_ROUNDS:
        for key, act in acts.items():
            wait()
            start = time.perf_counter()
            act()
            wait()
            times[key].append(time.perf_counter() - start)
    return times


def compared(name: str, model: str, device: str = "cpu") -> dict[str, tuple[float, float, str]]:
    """For each engine of ours the ratios of minima and of medians, and what it is held against.

    Nothing where the optimizer takes none of the model's parameters.
    """
    gc.collect()
    params = parameters(name, model, device)
    if not params:
        return {}
    times = timed(steps(name, params), device)
    least = {key: min(taken) for key, taken in times.items()}
    middle = {key: statistics.median(taken) for key, taken in times.items()}
    torchs = [key for key in times if key[0] == "torch"]
    default = ("torch", "lists" if device == "cuda" else "loop")
    best = min(torchs, key=least.__getitem__)
    found = {}
    for key in times:
        if key[0] == "ours":
            other = best if key[1] == "fused" or default not in times else default
            found[key[1]] = (least[key] / least[other], middle[key] / middle[other], other[1])
    return found


def has_fused(name: str) -> bool:
    return "fused" in inspect.signature(getattr(torch.optim, name)).parameters


def bound(name: str, engine: str) -> str:
    if engine != "fused":
        return "<= 1.0"
    return "<= 1.25" if has_fused(name) else "<= 0.5"


def rows(asked: str = "") -> Iterator[tuple[str, float, str]]:
    """One row for each optimizer, model and engine; ``asked`` "all" steps GPT-2 with each."""
    yield from once()
    fused: list[float] = []
    for name in names():
        for model in SHAPES:
            if model == "GPT-2" and asked != "all" and name not in HEAVY:
                continue
            for engine, (ratio, median, other) in compared(name, model).items():
                yield (
                    f"{name} {model}: {engine} / {other} ({median:.2f})",
                    ratio,
                    bound(name, engine),
                )
                if engine == "fused" and has_fused(name):
                    fused.append(math.log(ratio))
    yield (
        "fused / best, where torch has it: geometric mean",
        math.exp(statistics.mean(fused)),
        "<= 1.0",
    )
    yield from on_gpu(asked)


def on_gpu(asked: str) -> Iterator[tuple[str, float, str]]:
    """The same on a GPU, and the share of its memory bandwidth that a fused step achieves."""
    if not torch.cuda.is_available():
        yield "on a GPU: skipped, torch sees none here", math.nan, ""
        return
    copied = torch.empty(1 << 28, device="cuda")
    copy = {("torch", "copy"): lambda: copied[: 1 << 27].copy_(copied[1 << 27 :])}
    rate = (1 << 30) / min(timed(copy, "cuda")["torch", "copy"])
    for name in names() if asked == "all" else HEAVY:
        for model in SHAPES:
            for engine, (ratio, median, other) in compared(name, model, "cuda").items():
                yield f"{name} {model} GPU: {engine} / {other} ({median:.2f})", ratio, "<= 1.0"
            params = parameters(name, model, "cuda")
            optimizer = getattr(ours, name)(params, **SETTINGS.get(name, {}), fused=True)
            optimizer.step()
            moved = sum(4 * p.numel() * (3 + 2 * _states(optimizer, p)) for p in params)
            took = min(timed({("ours", "fused"): optimizer.step}, "cuda")["ours", "fused"])
            yield f"{name} {model} GPU: share of bandwidth", moved / took / rate, ""


def _states(optimizer: Any, p: Parameter) -> int:
    return sum(x.numel() == p.numel() for x in optimizer.state[p].values())
