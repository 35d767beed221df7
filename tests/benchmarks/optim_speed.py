"""How long a step takes: ours beside torch's, engine by engine, on the same tensors.

All step once a round, in an order drawn anew, so a busy machine slows all alike and none always
follows the one that cleared the cache. Where the state of an optimizer happens to lie in memory
makes a few percent: each is built twice, in opposite order. A twin of torch's loop tells what is
left: two that do the same are apart by ``noise``.
"""

from __future__ import annotations

import gc
import inspect
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import Parameter

import quizapp.optim as ours
from tests.benchmarks.shapes import SHAPES
from tests.optim.table import NAMES

ENGINES: dict[str, dict[str, Any]] = {
    "loop": {"foreach": False},
    "lists": {"foreach": True},
    "fused": {"fused": True},
}
OWNERS = {"ours": ours, "torch": torch.optim, "twin": torch.optim}
SETTINGS: dict[str, dict[str, Any]] = {"SGD": {"momentum": 0.9, "weight_decay": 0.1}}
SLOW = ("Adafactor", "Muon")  # seconds a step: GPT-2 is left out
SECONDS = 0.8  # for all engines of one optimizer on one set of parameters
LEAST_ROUNDS = 4
TAKES_LONG = ("GPT-2", "Adafactor")  # built once, without a twin
FIRST_STEPS = {"RAdam": 6}  # it is plain momentum for five

Key = tuple[str, str]  # owner and engine
Act = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """One engine of ours over torch's."""

    least: float
    """Of the least times; below 1 ours is faster."""
    median: float
    against: str
    """The engine of torch's that it is held against."""
    seconds: float
    """Torch's least time."""


def names() -> list[str]:
    """Every optimizer that steps dense gradients without a closure."""
    return [name for name in NAMES if name != "SparseAdam"]


def models(name: str) -> list[str]:
    return [model for model in SHAPES if model != "GPT-2" or name not in SLOW]


def parameters(name: str, model: str, device: str = "cpu") -> list[Parameter]:
    """Fresh parameters with gradients; Muon takes matrices only."""
    shapes = [s for s in SHAPES[model] if name != "Muon" or len(s) == 2]
    made = [Parameter(torch.randn(shape, device=device)) for shape in shapes]
    for p in made:
        p.grad = torch.randn_like(p)
    return made


def takes(owner: str, name: str, engine: str) -> bool:
    settings = inspect.signature(getattr(OWNERS[owner], name)).parameters
    return set(ENGINES[engine]) <= set(settings)


def keys(name: str) -> list[Key]:
    """What there is to step: each engine of each owner; one that has no choice is a loop."""
    found = [(o, e) for e in ENGINES for o in ("ours", "torch") if takes(o, name, e)]
    found += [(o, "loop") for o in ("ours", "torch") if (o, "loop") not in found]
    return found


def built(name: str, key: Key, params: list[Parameter]) -> Act:
    """The step of that optimizer, past all that its first steps do once."""
    owner, engine = key
    choice = ENGINES[engine] if takes(owner, name, engine) else {}
    optimizer = getattr(OWNERS[owner], name)(params, **SETTINGS.get(name, {}), **choice)
    for _ in range(FIRST_STEPS.get(name, 2)):
        optimizer.step()
    return optimizer.step  # type: ignore[no-any-return]


def timed(acts: dict[Key, Act], seconds: float, device: str = "cpu") -> dict[Key, list[float]]:
    """Seconds of each act, all of them once a round."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    times: dict[Key, list[float]] = {key: [] for key in acts}
    order = list(acts)
    shuffled = random.Random(0).shuffle
    end = time.perf_counter() + seconds
    rounds = 0
    while time.perf_counter() < end or rounds < LEAST_ROUNDS:
        rounds += 1
        shuffled(order)
        for key in order:
            wait()
            start = time.perf_counter()
            acts[key]()
            wait()
            times[key].append(time.perf_counter() - start)
    return times


def times_of(name: str, model: str, device: str = "cpu") -> dict[Key, list[float]]:
    """Seconds of each step; nothing where the optimizer takes none of the model's parameters."""
    params = parameters(name, model, device)
    found: dict[Key, list[float]] = {key: [] for key in keys(name)}
    brief = bool({name, model}.intersection(TAKES_LONG))
    if device == "cpu" and not brief:
        found["twin", "loop"] = []
    orders = [list(found), list(reversed(found))][: 1 if brief else 2]
    for order in orders if params else ():
        gc.collect()
        acts = {key: built(name, key, params) for key in order}
        for key, taken in timed(acts, SECONDS / 2, device).items():
            found[key] += taken
    return found if params else {}


def compared(name: str, model: str, device: str = "cpu") -> tuple[dict[str, Ratio], float | None]:
    """The ratio of each engine of ours, and the noise: how far the twins are apart, if any."""
    times = times_of(name, model, device)
    least = {key: min(taken) for key, taken in times.items()}
    middle = {key: statistics.median(taken) for key, taken in times.items()}
    default = ("torch", "lists" if device == "cuda" else "loop")
    found = {}
    for key in times:
        if key[0] == "ours":
            torchs = [other for other in times if other[0] == "torch"]
            best = min(torchs, key=least.__getitem__)
            other = best if key[1] == "fused" or default not in times else default
            found[key[1]] = Ratio(
                least[key] / least[other], middle[key] / middle[other], other[1], least[other]
            )
    twins = least.get(("twin", "loop")), least.get(("torch", "loop"))
    return found, abs(twins[0] / twins[1] - 1) if twins[0] and twins[1] else None


def usual(noise: list[float]) -> float:
    """How far apart two that do the same are, but for one time in ten."""
    return statistics.quantiles(noise, n=10)[-1]


def has_fused(name: str) -> bool:
    return takes("torch", name, "fused")


def bound(name: str, engine: str) -> float:
    """What an engine of ours may take, in times of what it is held against."""
    if engine != "fused":
        return 1.0
    return 1.25 if has_fused(name) else 0.5
