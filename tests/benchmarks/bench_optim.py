"""Optimizer steps: ours over torch's for each engine. `python -m tests.benchmarks optim`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.nn import Parameter

import quizapp.optim as ours

ROUNDS = 15
MODELS = {"8 of 1M": [(1000, 1000)] * 8, "300 of 300": [(300,)] * 300}
OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("AdamW", {}),
    ("SGD", {"momentum": 0.9, "weight_decay": 0.1}),
]
# torch's engine of the same kind; bounds where that kind is what a user would compare with.
ENGINES = {
    "loop": ({"foreach": False}, {"8 of 1M": "<= 1.2", "300 of 300": "<= 1.5"}),
    "foreach": ({"foreach": True}, {"8 of 1M": "<= 1.2", "300 of 300": "<= 1.5"}),
    "fused": ({"fused": True}, {"8 of 1M": "<= 1.6"}),
}


def fastest(*acts: Callable[[], object]) -> list[float]:
    """The least seconds of each act, taken in turn so that a busy machine slows all alike."""
    best = [float("inf")] * len(acts)
    for _ in range(ROUNDS):
        for i, act in enumerate(acts):
            start = time.perf_counter()
            act()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def rows() -> Iterator[tuple[str, float, str]]:
    """Ratios of a step's time, ours over torch's; below 1 ours is faster."""
    for name, settings in OPTIMIZERS:
        for model, shapes in MODELS.items():
            params = [Parameter(torch.randn(shape)) for shape in shapes]
            for p in params:
                p.grad = torch.randn_like(p)
            for engine, (choice, bounds) in ENGINES.items():
                steps = [
                    getattr(module, name)(params, **settings, **choice).step
                    for module in (ours, torch.optim)
                ]
                for step in steps * 2:  # makes state and kernels
                    step()
                mine, theirs = fastest(*steps)
                label = f"{name} {model}, {engine} over torch's ({theirs * 1e3:.1f} ms)"
                yield label, mine / theirs, bounds.get(model, "")
