"""Optimizer steps: ours over torch's for each engine. `python -m tests.benchmarks optim[:all]`.

The figure is the ratio of the least times, and the label gives that of the medians. The plain loop
and lists are held against torch's default, which on a CPU is its loop; ``fused=True`` against the
fastest that torch has. ``all`` steps GPT-2 with each optimizer, and all of them on a GPU.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from typing import Any

import torch
from torch.nn import Parameter

import quizapp.optim as ours
from tests.benchmarks import optim_others
from tests.benchmarks.optim_limits import limit
from tests.benchmarks.optim_once import rows as once
from tests.benchmarks.optim_speed import (
    SETTINGS,
    bound,
    compared,
    has_fused,
    models,
    names,
    parameters,
    timed,
    usual,
)
from tests.benchmarks.shapes import SHAPES

HEAVY = ("AdamW", "SGD")  # the only ones that step GPT-2 unless all is asked for

Row = tuple[str, float, str]


def rows(asked: str = "") -> Iterator[Row]:
    """One row for each optimizer, model and engine."""
    yield from once()
    fused: list[float] = []
    noise: list[float] = []
    for name in names():
        for model in models(name):
            if model == "GPT-2" and asked != "all" and name not in HEAVY:
                continue
            found, apart = compared(name, model)
            noise += [] if apart is None else [apart]
            for engine, ratio in found.items():
                most = bound(name, engine)
                label = f"{name} {model}: {engine} / {ratio.against} ({ratio.median:.2f})"
                yield label, ratio.least, f"<= {most}"
                if ratio.least > most and engine == "fused":
                    least, why = limit(name, model)
                    yield f"  of it {why}", least / ratio.seconds, ""
                if engine == "fused" and has_fused(name):
                    fused.append(math.log(ratio.least))
    mean = math.exp(statistics.mean(fused))
    yield "fused / best, where torch has it: geometric mean", mean, "<= 1.0"
    yield "torch's loop / another of torch's: apart by, nine times in ten", usual(noise), ""
    for name, what, least in optim_others.rows():
        yield f"{name}, {what}", least, "<= 1.0"
    yield from on_gpu(asked)


def on_gpu(asked: str) -> Iterator[Row]:
    """The same on a GPU, and the share of its memory bandwidth that a fused step achieves."""
    if not torch.cuda.is_available():
        yield "on a GPU: skipped, torch sees none here", math.nan, ""
        return
    copied = torch.empty(1 << 28, device="cuda")
    copy = {("torch", "copy"): lambda: copied[: 1 << 27].copy_(copied[1 << 27 :])}
    rate = (1 << 30) / min(timed(copy, 0.5, "cuda")["torch", "copy"])
    for name in names() if asked == "all" else HEAVY:
        for model in SHAPES:
            for engine, ratio in compared(name, model, "cuda")[0].items():
                label = f"{name} {model} GPU: {engine} / {ratio.against} ({ratio.median:.2f})"
                yield label, ratio.least, "<= 1.0"
            params = parameters(name, model, "cuda")
            optimizer = getattr(ours, name)(params, **SETTINGS.get(name, {}), fused=True)
            optimizer.step()
            moved = sum(4 * p.numel() * (3 + 2 * _states(optimizer, p)) for p in params)
            acts = {("ours", "fused"): optimizer.step}
            took = min(timed(acts, 0.5, "cuda")["ours", "fused"])
            yield f"{name} {model} GPU: share of bandwidth", moved / took / rate, ""


def _states(optimizer: Any, p: Parameter) -> int:
    return sum(x.numel() == p.numel() for x in optimizer.state[p].values())
