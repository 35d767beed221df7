"""A matrix as cells, in the bands of a landscape: from blank for the least to full. Pure.

Where there is room the numbers themselves stand in their cells.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from quizapp.plot.axis import drawable
from quizapp.plot.contour import BANDS, heights_key
from quizapp.plot.runs import AXIS, GROUND, Line, Run, fitted, notice

Matrix = Sequence[Sequence[float]]

_NUMBER = 9
"""Cells that a number needs with the space around it."""


def heatmap(matrix: Matrix, width: int, height: int) -> tuple[Line, ...]:
    """Rows of the matrix as lines, in exactly ``height``; the last one says what a band means."""
    rows = [list(row) for row in matrix]
    columns = max(map(len, rows), default=0)
    if not columns:
        return notice("nothing to draw", width, height)
    wide = next((size for size in (_NUMBER, 2, 1) if columns * size + 2 <= width), 0)
    if not wide or height < 2:
        return notice("no room for a heat map", width, height)
    levels = _levels([value for row in rows for value in row])
    lines: list[Line] = [_row(row, levels, wide) for row in rows[: height - 1]]
    if len(lines) < len(rows):
        more = Run(f"… {len(rows) - len(lines) + 1} more rows", AXIS)
        lines[-1] = fitted((more,), width)
    lines.append(fitted(heights_key(levels, width), width))
    return (*lines, *[()] * (height - len(lines)))


def _levels(values: Sequence[float]) -> tuple[float, ...]:
    """Even steps from the least to the largest value, rounded for the key."""
    shown = [value for value in values if drawable(value)]
    low, high = min(shown, default=0.0), max(shown, default=0.0)
    if low == high:
        return ()
    step = (high - low) / len(BANDS)
    digits = 1 - math.floor(math.log10(step))
    edges = (low + step * (number + 1) for number in range(len(BANDS) - 1))
    return tuple(sorted({round(edge, digits) if digits < 300 else edge for edge in edges}))


def _row(row: Sequence[float], levels: tuple[float, ...], wide: int) -> Line:
    runs = [Run("│", AXIS)]
    for value in row:
        band = -1 if math.isnan(value) else bisect_right(levels, value)
        bare = BANDS[band] if band >= 0 else " "
        if wide == _NUMBER:
            text = f"{value:.3g}"[: _NUMBER - 2]
            runs += [Run(bare, GROUND, band), Run(f"{text:^{_NUMBER - 2}}", AXIS, band)]
            runs.append(Run(bare, GROUND, band))
        else:
            runs.append(Run(bare * wide, GROUND, band))
    return (*runs, Run("│", AXIS))
