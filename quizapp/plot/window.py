"""The part of a plane that a picture shows: chosen from paths, and lines cut at its edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from quizapp.plot.axis import Axis, drawable
from quizapp.plot.runs import Series

Point = tuple[float, float]

_PAD = 0.15
"""Room around what must be seen, as a part of its size."""


class Window(NamedTuple):
    """A rectangle."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def of(cls, x_axis: Axis, y_axis: Axis) -> Window:
        """What two axes show."""
        return cls(x_axis.low, x_axis.high, y_axis.low, y_axis.high)

    def with_points(self, points: Sequence[Point]) -> Window:
        """The least window that shows these as well."""
        shown = [point for point in points if all(map(drawable, point))]
        xs, ys = [x for x, _ in shown], [y for _, y in shown]
        return Window(
            min(self.left, *xs, self.left),
            max(self.right, *xs, self.right),
            min(self.low, *ys, self.low),
            max(self.high, *ys, self.high),
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it. NaN lies nowhere."""
        return self.left <= x <= self.right and self.low <= y <= self.high


def window(
    field: Callable[[Sequence[float], Sequence[float]], Sequence[float]], paths: Sequence[Series]
) -> Window:
    """Room for all paths; but one that climbs far above the starts is let go where it does.

    Otherwise a path that diverges would shrink all others to a dot.
    """
    starts = [path.points[0] for path in paths if path.points]
    points = [point for path in paths for point in path.points if all(map(drawable, point))]
    if not points:
        return Window(-1.0, 1.0, -1.0, 1.0)
    heights = field(*zip(*points, strict=True))
    known = [height for height in heights if drawable(height)]
    first = [height for height in field(*zip(*starts, strict=True)) if drawable(height)]
    top = max(first, default=0.0)
    ceiling = top + max(top - min(known, default=top), 0.0)
    near = [p for p, height in zip(points, heights, strict=True) if height <= ceiling] or points
    return _around([x for x, _ in near], [y for _, y in near])


def _around(xs: Sequence[float], ys: Sequence[float]) -> Window:
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    # A path along one axis still needs ground on either side of it.
    least = max(width, height) / 4 or 1.0
    across, up = max(width, least), max(height, least)
    x_pad, y_pad = (across - width) / 2 + _PAD * across, (up - height) / 2 + _PAD * up
    return Window(min(xs) - x_pad, max(xs) + x_pad, min(ys) - y_pad, max(ys) + y_pad)


def clip(start: Point, end: Point, view: Window) -> tuple[Point, Point] | None:
    """The part of a straight line inside a window (Liang and Barsky); None where there is none."""
    (x, y), dx, dy = start, end[0] - start[0], end[1] - start[1]
    if not (all(map(drawable, (*start, *end)))):
        return None
    enters, leaves = 0.0, 1.0
    edges = ((-dx, x - view.left), (dx, view.right - x), (-dy, y - view.low), (dy, view.high - y))
    for speed, room in edges:
        if speed == 0:
            if room < 0:
                return None
            continue
        at = room / speed
        if speed < 0:
            enters = max(enters, at)
        else:
            leaves = min(leaves, at)
    if enters > leaves:
        return None
    return (x + enters * dx, y + enters * dy), (x + leaves * dx, y + leaves * dy)
