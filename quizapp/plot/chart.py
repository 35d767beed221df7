"""Line charts as text: axes with true numbers, one tone a series. Pure; knows no terminal.

``chart`` gives lines of runs, each run a text and a tone; who shows it turns tones into colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from quizapp.plot.axis import drawable
from quizapp.plot.frame import Frame, column_of, frame, row_of
from quizapp.plot.raster import Cell, Dot, encode, polyline
from quizapp.plot.runs import AXIS, Line, Run, Series, notice, plain

__all__ = ["AXIS", "Line", "Run", "Series", "chart", "column_of", "plain", "row_of"]


def chart(series: Sequence[Series], width: int, height: int) -> tuple[Line, ...]:
    """Draw a line chart in exactly ``height`` lines of at most ``width`` cells.

    The last line holds the numbers of the x axis. Too little room (under 16 by 4) or nothing
    to show gives a line that says so.
    """
    points = [point for one in series for point in one.points if _drawable(point)]
    if not points:
        came = any(one.points for one in series)
        return notice("no finite numbers to draw" if came else "no points yet", width, height)
    whole = all(x == int(x) for x, _ in points)
    around = frame([x for x, _ in points], [y for _, y in points], width, height, whole=whole)
    if around is None:
        return notice("no room for a chart", width, height)
    layers = [_dots(one, around) for one in series]
    return around.around([runs_of(row) for row in encode(layers, around.columns, around.rows)])


def runs_of(cells: Sequence[Cell]) -> list[Run]:
    """Neighbours of one layer as one run, whose tone is the layer's number."""
    return [
        Run("".join(cell.char for cell in group), tone)
        for tone, group in groupby(cells, key=lambda cell: cell.layer)
    ]


def _drawable(point: tuple[float, float]) -> bool:
    return drawable(point[0]) and drawable(point[1])


def _dots(one: Series, around: Frame) -> frozenset[Dot]:
    drawn: set[Dot] = set()
    for shown, stretch in groupby(one.points, key=_drawable):
        if shown:
            drawn |= polyline([around.dot(x, y) for x, y in stretch])
    return frozenset(drawn)
