"""The page docs/optimizers.md: what equals torch's, how fast, which bounds hold. `make table`."""

from __future__ import annotations

import math
import statistics
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.benchmarks import optim_once, optim_others
from tests.benchmarks.__main__ import within
from tests.benchmarks.optim_limits import limit
from tests.benchmarks.optim_speed import (
    ENGINES,
    Ratio,
    bound,
    compared,
    has_fused,
    models,
    names,
    usual,
)
from tests.optim import compare_optimizers, compare_schedulers

HEAD = """\
# Optimizers and schedules beside torch's

`make table` writes this page: it runs ours and torch's side by side, on this machine's CPU.
"""
EQUAL = """\
## Equal

Configurations are those torch tests its own optimizers in, each in every dtype it takes, and for
schedules a list of ours. A difference is the largest in any parameter or state after a few steps,
in units of the last place of the largest element; *bitwise* means there is none. Why the others
differ stands beside each in `tests/optim/table.py`: torch's lists round otherwise than its own
loop, which ours follow, and for double parameters ASGD's compute in single precision.
"""
SPEED = """\
## Speed

The time of a step over torch's, least of each, all stepping the same tensors once a round; below 1
ours is faster. The loop and lists are held against torch's default, which on a CPU is its loop;
`fused=True` against the fastest that torch has, named beside the figure.
"""
BOUNDS = """\
## Bounds

A ratio that is over its bound by no more than {counted:.1%} counts as held: two of torch's own
loops, which do the same, were apart by up to {noise:.1%} here, nine times in ten. From
{MOST_NOISE:.0%} on this is no machine to measure on, and the page is to be written anew.
"""
MOST_NOISE = 0.05


@dataclass(frozen=True)
class Speed:
    """One engine of ours on one model."""

    name: str
    model: str
    engine: str
    ratio: Ratio

    def misses(self, noise: float) -> bool:
        return self.ratio.least > bound(self.name, self.engine) * (1 + noise)


def lines() -> Iterator[str]:
    """The page, line by line."""
    warnings.simplefilter("ignore")
    equal = list(_equal())
    speeds, noise = _speeds()
    yield HEAD
    counted = min(noise, MOST_NOISE)
    yield BOUNDS.format(counted=counted, noise=noise, MOST_NOISE=MOST_NOISE)
    yield from _table("bound", "asked", "measured", "verdict", rows=_bounds(speeds, counted))
    yield ""
    yield from equal
    yield SPEED
    yield from _table("optimizer", "parameters", "loop", "lists", "fused", rows=_cells(speeds))
    yield ""
    yield from _table("of one engine", "what it steps", "ratio", rows=_others())


def _said(what: str) -> None:
    """Progress, where the page does not go."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _table(*head: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _equal() -> Iterator[str]:
    yield EQUAL
    head = ("optimizer", "engine", "configurations", "largest difference")
    yield from _table(*head, rows=_equal_optimizers())
    yield ""
    head = ("schedule", "configurations", "largest difference", "time over torch's")
    yield from _table(*head, rows=_equal_schedules())
    yield ""


def _equal_optimizers() -> Iterator[tuple[str, ...]]:
    for name, engine, count, apart in compare_optimizers.rows():
        _said(f"equal: {name} {engine}")
        yield name, engine, str(count), _size(apart, "units")


def _equal_schedules() -> Iterator[tuple[str, ...]]:
    for name, count, apart in compare_schedulers.rows():
        _said(f"equal: {name}")
        yield name, str(count), _size(apart, ""), f"{optim_others.schedule(name):.2f}"


def _size(apart: float, unit: str) -> str:
    return "bitwise" if apart == 0 else f"{apart:.2g} {unit}".strip()


def _speeds() -> tuple[list[Speed], float]:
    """All there is, and how far apart two that do the same are."""
    found: list[Speed] = []
    noise: list[float] = []
    for name in names():
        for model in models(name):
            _said(f"speed: {name} {model}")
            ratios, apart = compared(name, model)
            noise += [] if apart is None else [apart]
            found += [Speed(name, model, engine, ratio) for engine, ratio in ratios.items()]
    return found, usual(noise)


def _cells(speeds: list[Speed]) -> Iterator[list[str]]:
    by_model: dict[tuple[str, str], dict[str, Ratio]] = {}
    for speed in speeds:
        by_model.setdefault((speed.name, speed.model), {})[speed.engine] = speed.ratio
    for key, found in by_model.items():
        cells = [f"{found[e].least:.2f}" if e in found else "" for e in ENGINES]
        if "fused" in found:
            cells[-1] += f" of {found['fused'].against}"
        yield [*key, *cells]


def _bounds(speeds: list[Speed], noise: float) -> Iterator[tuple[str, ...]]:
    for engine in ("loop", "lists"):
        chosen = [x for x in speeds if x.engine == engine]
        yield _verdict(f"{engine} over torch's default", "<= 1.0", chosen, noise)
    fused = [x for x in speeds if x.engine == "fused"]
    torchs = [x for x in fused if has_fused(x.name)]
    mean = math.exp(statistics.mean(math.log(x.ratio.least) for x in torchs))
    yield _row("fused over torch's best, geometric mean where torch has it fused", mean, "<= 1.0")
    yield _verdict("fused over torch's best, where torch has it fused", "<= 1.25", torchs, noise)
    others = [x for x in fused if not has_fused(x.name)]
    yield _verdict("fused over torch's best, where torch has not", "<= 0.5", others, noise)
    for label, figure, asked in optim_once.rows():
        _said(label)
        yield _row(label, figure, asked)


def _row(label: str, figure: float, asked: str) -> tuple[str, ...]:
    return label, asked, f"{figure:.2f}", within(figure, asked)


def _verdict(label: str, asked: str, speeds: list[Speed], noise: float) -> tuple[str, ...]:
    """The worst, and of each that misses the limit that was measured."""
    worst = max(speeds, key=lambda x: x.ratio.least)
    missed = [_missed(x) for x in speeds if x.misses(noise)]
    measured = f"at most {worst.ratio.least:.2f} ({worst.name}, {worst.model})"
    return label, asked, measured, f"MISSED: {'; '.join(missed)}" if missed else "held"


def _missed(x: Speed) -> str:
    said = f"{x.name} {x.model} {x.ratio.least:.2f}"
    if x.engine != "fused":
        return said
    _said(f"limit: {x.name} {x.model}")
    least, why = limit(x.name, x.model)
    return f"{said}, where {why} takes {least / x.ratio.seconds:.2f}"


def _others() -> Iterator[tuple[str, ...]]:
    for name, what, ratio in optim_others.rows():
        _said(f"speed: {name}")
        yield name, what, f"{ratio:.2f}"
