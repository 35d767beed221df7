"""The frame of a plot: numbers on the left and below, ticks where they belong. Draws no data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.plot.axis import Axis, axis
from quizapp.plot.raster import CELL_HEIGHT, CELL_WIDTH, Dot
from quizapp.plot.runs import AXIS, Line, Run

LEAST_WIDTH, LEAST_HEIGHT = 16, 4

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """Two axes around ``columns`` by ``rows`` cells; two of its lines and a gutter are its own."""

    x_axis: Axis
    y_axis: Axis
    columns: int
    rows: int

    @property
    def gutter(self) -> int:
        """Cells for the numbers on the left and the space after them."""
        return max(len(label) for label in self.y_axis.labels) + 1

    def dot(self, x: float, y: float) -> Dot:
        """The braille dot of a point that lies within the axes."""
        down = dot_of(self.y_axis.place(y), self.rows * CELL_HEIGHT)
        return Dot(
            dot_of(self.x_axis.place(x), self.columns * CELL_WIDTH),
            self.rows * CELL_HEIGHT - 1 - down,
        )

    def around(self, inside: Sequence[Sequence[Run]]) -> tuple[Line, ...]:
        """The rows of a plot with their frame: the axis on the left, two lines below."""
        width = self.gutter + 1 + self.columns
        labels = {
            row_of(self.y_axis, tick, self.rows): label
            for tick, label in zip(self.y_axis.ticks, self.y_axis.labels, strict=True)
        }
        lines: list[Line] = []
        for row, runs in enumerate(inside):
            label = labels.get(row, "")
            edge = Run(f"{label:>{self.gutter - 1}} {'┤' if label else '│'}", AXIS)
            lines.append((edge, *runs))
        below = " " * (self.gutter - 1) + " └" + _marks(self.x_axis, self.columns)
        numbers = _x_labels(self.x_axis, self.gutter + 1, self.columns, width)
        return (*lines, (Run(below, AXIS),), (Run(numbers, AXIS),))


def frame(
    xs: Sequence[float], ys: Sequence[float], width: int, height: int, *, whole: bool = False
) -> Frame | None:
    """The frame that holds these numbers in ``height`` lines of ``width``; None without room.

    Args:
        whole: the xs are counts.
    """
    rows = height - 2
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return None
    y_axis = axis(ys, max(1, min(5, rows // 2)))
    columns = width - max(len(label) for label in y_axis.labels) - 2
    if columns < 4:
        return None
    return Frame(axis(xs, max(1, columns // 12), whole=whole), y_axis, columns, rows)


def column_of(x_axis: Axis, x: float, columns: int) -> int:
    """The cell column that shows ``x``."""
    return dot_of(x_axis.place(x), columns * CELL_WIDTH) // CELL_WIDTH


def row_of(y_axis: Axis, y: float, rows: int) -> int:
    """The cell row that shows ``y``; row 0 is on top."""
    return (rows * CELL_HEIGHT - 1 - dot_of(y_axis.place(y), rows * CELL_HEIGHT)) // CELL_HEIGHT


def dot_of(place: float, dots: int) -> int:
    """Which of ``dots`` in a row is at ``place``, from 0 to 1."""
    return min(dots - 1, max(0, round(place * (dots - 1))))


def _marks(x_axis: Axis, columns: int) -> str:
    at = {column_of(x_axis, tick, columns) for tick in x_axis.ticks}
    return "".join("┴" if column in at else "─" for column in range(columns))


def _x_labels(x_axis: Axis, left: int, columns: int, width: int) -> str:
    """Each label centred under its tick; one that would touch its neighbour is left out."""
    line = ""
    for tick, label in zip(x_axis.ticks, x_axis.labels, strict=True):
        centre = left + column_of(x_axis, tick, columns)
        start = min(centre - len(label) // 2, width - len(label))
        if start > len(line) or (not line and start >= 0):
            line = line.ljust(start) + label
    return line
