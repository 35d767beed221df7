"""The page docs/optimizers.md: what equals torch's, and how fast. `make table` writes it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from tests.benchmarks.bench_optim import HEAVY, compared, names
from tests.benchmarks.shapes import SHAPES
from tests.optim import compare_optimizers, compare_schedulers

HEAD = """\
# Optimizers and schedules beside torch's

`make table` writes this page: it runs ours and torch's side by side, on this machine's CPU.

Configurations are those torch tests its own optimizers in, each in every dtype it takes, and for
schedules a list of ours. A difference is the largest in any parameter or state after a few steps,
in units of the last place of the largest element; *bitwise* means there is none. Why the others
differ stands beside each in `tests/optim/table.py`.
"""
SPEED = """\
## Speed

The time of a step over torch's, least of each, both stepping the same tensors in turn; below 1 ours
is faster. The loop and lists are held against torch's default, which on a CPU is its loop;
`fused=True` against the fastest that torch has, named beside the figure.
"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    warnings.simplefilter("ignore")
    yield HEAD
    yield "## Equal\n"
    yield "| optimizer | engine | configurations | largest difference |"
    yield "| --- | --- | ---: | --- |"
    for name, engine, count, apart in compare_optimizers.rows():
        yield f"| {name} | {engine} | {count} | {_size(apart, 'units')} |"
    yield "\n| schedule | configurations | largest difference |"
    yield "| --- | ---: | --- |"
    for name, count, apart in compare_schedulers.rows():
        yield f"| {name} | {count} | {_size(apart, '')} |"
    yield ""
    yield SPEED
    yield "| optimizer | parameters | loop | lists | fused |"
    yield "| --- | --- | ---: | ---: | --- |"
    for name in names():
        for model in SHAPES:
            if model != "GPT-2" or name in HEAVY:
                found = compared(name, model)
                cells = [f"{found[e][0]:.2f}" if e in found else "" for e in ("loop", "lists")]
                if "fused" in found:
                    ratio, _, other = found["fused"]
                    cells.append(f"{ratio:.2f} of {other}")
                if found:
                    yield f"| {name} | {model} | {' | '.join(cells)} |"


def _size(apart: float, unit: str) -> str:
    return "bitwise" if apart == 0 else f"{apart:.2g} {unit}".strip()
