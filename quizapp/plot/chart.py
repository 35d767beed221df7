"""Line charts as text: axes with true numbers, one tone a series. Pure; knows no terminal.

``chart`` gives lines of runs, each run a text and a tone; who shows it turns tones into colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from quizapp.plot.axis import Axis, axis, drawable
from quizapp.plot.raster import CELL_HEIGHT, CELL_WIDTH, Dot, encode, polyline

AXIS = -1
"""Tone of axes and their numbers; series have tones 0, 1, …"""


class Run(NamedTuple):
    text: str
    tone: int


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Named points in drawing order. A point that is no number breaks the line."""

    name: str
    points: tuple[tuple[float, float], ...]


def chart(series: Sequence[Series], width: int, height: int) -> tuple[Line, ...]:
    """Draw a line chart in exactly ``height`` lines of at most ``width`` cells.

    The last line holds the numbers of the x axis. Too little room (under 16 by 4) or nothing
    to show gives a line that says so.
    """
    points = [point for one in series for point in one.points if _drawable(point)]
    if width < 16 or height < 4 or not points:
        notice = "no room for a chart" if points else "no points yet"
        lines: list[Line] = [(Run(notice[: max(0, width)], AXIS),)]
        return tuple((lines + [()] * height)[:height])
    rows = height - 2
    y_axis = axis((y for _, y in points), max(1, min(5, rows // 2)))
    gutter = max(len(label) for label in y_axis.labels) + 1
    columns = width - gutter - 1
    if columns < 4:
        return chart(series, 0, height)
    whole = all(x == int(x) for x, _ in points)
    x_axis = axis((x for x, _ in points), max(1, columns // 12), whole=whole)
    return (
        *_plot_lines(series, x_axis, y_axis, gutter, columns, rows),
        (Run(" " * (gutter - 1) + " └" + _marks(x_axis, columns, "┴", "─"), AXIS),),
        (Run(_x_labels(x_axis, gutter + 1, columns, width), AXIS),),
    )


def plain(lines: Sequence[Line]) -> str:
    """The chart without tones, for a pipe or a line terminal."""
    return "\n".join("".join(run.text for run in line).rstrip() for line in lines)


def column_of(x_axis: Axis, x: float, columns: int) -> int:
    """The cell column that shows ``x``."""
    return _dot(x_axis.place(x), columns * CELL_WIDTH) // CELL_WIDTH


def row_of(y_axis: Axis, y: float, rows: int) -> int:
    """The cell row that shows ``y``; row 0 is on top."""
    return (rows * CELL_HEIGHT - 1 - _dot(y_axis.place(y), rows * CELL_HEIGHT)) // CELL_HEIGHT


def _drawable(point: tuple[float, float]) -> bool:
    return drawable(point[0]) and drawable(point[1])


def _dot(place: float, dots: int) -> int:
    return min(dots - 1, max(0, round(place * (dots - 1))))


def _plot_lines(
    series: Sequence[Series], x_axis: Axis, y_axis: Axis, gutter: int, columns: int, rows: int
) -> list[Line]:
    layers = [_dots(one, x_axis, y_axis, columns, rows) for one in series]
    labels = {
        row_of(y_axis, tick, rows): label
        for tick, label in zip(y_axis.ticks, y_axis.labels, strict=True)
    }
    lines: list[Line] = []
    for row, cells in enumerate(encode(layers, columns, rows)):
        label = labels.get(row, "")
        edge = Run(f"{label:>{gutter - 1}} {'┤' if label else '│'}", AXIS)
        runs = [
            Run("".join(cell.char for cell in group), tone)
            for tone, group in groupby(cells, key=lambda cell: cell.layer)
        ]
        lines.append((edge, *runs))
    return lines


def _dots(one: Series, x_axis: Axis, y_axis: Axis, columns: int, rows: int) -> frozenset[Dot]:
    drawn: set[Dot] = set()
    for shown, stretch in groupby(one.points, key=_drawable):
        if shown:
            drawn |= polyline(
                [
                    Dot(
                        _dot(x_axis.place(x), columns * CELL_WIDTH),
                        rows * CELL_HEIGHT - 1 - _dot(y_axis.place(y), rows * CELL_HEIGHT),
                    )
                    for x, y in stretch
                ]
            )
    return frozenset(drawn)


def _marks(x_axis: Axis, columns: int, mark: str, between: str) -> str:
    at = {column_of(x_axis, tick, columns) for tick in x_axis.ticks}
    return "".join(mark if column in at else between for column in range(columns))


def _x_labels(x_axis: Axis, left: int, columns: int, width: int) -> str:
    """Each label centred under its tick; one that would touch its neighbour is left out."""
    line = ""
    for tick, label in zip(x_axis.ticks, x_axis.labels, strict=True):
        centre = left + column_of(x_axis, tick, columns)
        start = min(centre - len(label) // 2, width - len(label))
        if start > len(line) or (not line and start >= 0):
            line = line.ljust(start) + label
    return line
