"""Where numbers lie on one axis: a row of marks for each set of them. Pure.

A mark is ``│``; where several numbers fall into a cell it says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.plot.axis import drawable
from quizapp.plot.frame import Frame, column_of, frame
from quizapp.plot.runs import AXIS, Line, Run, fitted, notice


@dataclass(frozen=True, slots=True)
class Spectrum:
    """A named set of numbers: singular values, the sizes of steps."""

    name: str
    values: tuple[float, ...]


def spectra(sets: Sequence[Spectrum], width: int, height: int) -> tuple[Line, ...]:
    """A row of marks a set over a common axis, in exactly ``height`` lines."""
    values = [value for one in sets for value in one.values if drawable(value)]
    if not values:
        return notice("nothing to draw", width, height)
    left = min(max(len(one.name) for one in sets), max(4, width // 3))
    around = frame(values, [0.0, 1.0], width - left, max(4, height))
    if around is None or height < 3:
        return notice("no room for a spectrum", width, height)
    rows = [_row(one, number, left, around) for number, one in enumerate(sets[: height - 2])]
    below = around.around([()])[1:]
    feet: list[Line] = []
    for line in below:
        text = "".join(run.text for run in line)[around.gutter :]
        feet.append((Run(" " * left + text, AXIS),))
    lines = [*rows, *feet]
    return tuple([fitted(line, width) for line in lines] + [()] * (height - len(lines)))


def _row(one: Spectrum, number: int, left: int, around: Frame) -> Line:
    x_axis, columns = around.x_axis, around.columns
    shown = [value for value in one.values if drawable(value)]
    counts = Counter(column_of(x_axis, value, columns) for value in shown)
    marks = "".join(_mark(counts[column]) for column in range(columns))
    label = one.name if len(one.name) <= left else one.name[: left - 1] + "…"
    return (Run(f"{label:<{left}}│", AXIS), Run(marks, number))


def _mark(count: int) -> str:
    if count < 2:
        return "│" if count else " "
    return str(count) if count < 10 else "#"
