"""A landscape from above, and the paths of those who walk it. Bands of height as cells; pure.

Each band has a character of its own, so the picture reads without colours; each path begins at
``○`` and ends at its letter, or at the letter of its run and its number in it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from quizapp.plot.axis import drawable
from quizapp.plot.frame import Frame, frame
from quizapp.plot.raster import CELL_HEIGHT, CELL_WIDTH, Cell, Dot, lit, segment
from quizapp.plot.runs import AXIS, GROUND, Line, Run, Series, fitted, notice
from quizapp.plot.window import Window, clip, window

Field = Callable[[Sequence[float], Sequence[float]], Sequence[float]]
"""Heights at the points (x, y) of two columns; a column of one number holds for all."""

BANDS = " ·:░▒▓"
"""The bands from the lowest ground up."""

START = "○"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Shares of the area below each level: low ground is where paths end, so it is drawn more finely.
_SHARES = (0.07, 0.2, 0.4, 0.62, 0.84)


@dataclass(frozen=True, slots=True)
class Terrain:
    """Bands of a landscape over a frame's cells, row by row; -1 where there is no height."""

    levels: tuple[float, ...]
    bands: tuple[tuple[int, ...], ...]


def contour(
    field: Field,
    paths: Sequence[Series],
    width: int,
    height: int,
    view: Window | None = None,
) -> tuple[Line, ...]:
    """Draw paths on a landscape in exactly ``height`` lines of at most ``width`` cells.

    The last two lines say which band is how high, and whose path has which letter.

    Args:
        view: what to show; by default what the paths need.
    """
    view = view or window(field, paths)
    around = frame((view.left, view.right), (view.low, view.high), width, height - 2)
    if around is None:
        return notice("no room for a landscape", width, height)
    ground = terrain(field, around)
    cells = lit([_dots(path, around) for path in paths], around.columns, around.rows)
    _mark(cells, paths, around)
    over: list[dict[int, Cell]] = [{} for _ in ground.bands]
    for (row, column), cell in cells.items():
        over[row][column] = cell
    rows = [_runs(bands, drawn) for bands, drawn in zip(ground.bands, over, strict=True)]
    keys = (heights_key(ground.levels, width), names_key(paths, width))
    return (*around.around(rows), *(fitted(key, width) for key in keys))


@lru_cache(maxsize=16)  # while paths grow their ground stays the same
def terrain(field: Field, around: Frame) -> Terrain:
    """The landscape sampled once a cell, in its middle, and cut into bands."""
    xs = _middles(around.x_axis.low, around.x_axis.high, around.columns)
    ys = _middles(around.y_axis.high, around.y_axis.low, around.rows)
    heights = [field(xs, [y]) for y in ys]
    levels = _levels(value for row in heights[::2] for value in row[::2])
    bands = (tuple(_band(levels, value) for value in row) for row in heights)
    return Terrain(levels, tuple(bands))


def heights_key(levels: Sequence[float], width: int) -> list[Run]:
    """Which character stands for which heights; in fewer words where there is no room."""
    for lead, below, above in (("height ", " < {:g}  ", " above"), ("", "<{:g} ", "")):
        runs = [Run(lead, AXIS)]
        for band, (char, level) in enumerate(zip(BANDS, levels, strict=False)):
            runs += [Run(char * 2, GROUND, band), Run(below.format(level), AXIS)]
        runs += [Run(BANDS[len(levels)] * 2, GROUND, len(levels)), Run(above, AXIS)]
        if sum(len(run.text) for run in runs) <= width:
            break
    return runs


def names_key(paths: Sequence[Series], width: int) -> list[Run]:
    """Which letter is whose; the names come first where there is no room for more."""
    names = [Run(f"{text}  ", number) for number, text in named(paths)]
    lead = Run(f"{START} start  ", AXIS)
    fits = len(lead.text) + sum(len(run.text) for run in names) - 2 <= width
    return [lead, *names] if fits and names else names


def named(paths: Sequence[Series]) -> list[tuple[int, str]]:
    """The paths to name in a key, each once, whichever run took it: its place, letter and name."""
    told: dict[str, int] = {}
    for number, path in enumerate(paths):
        told.setdefault(f"{path.mark[1:] or mark(path, number)} {path.name}", number)
    return [(number, text) for text, number in told.items()]


def mark(path: Series, number: int) -> str:
    """What stands where a path ends."""
    return path.mark or letter(number)


def letter(number: int) -> str:
    """The letter of a path."""
    return LETTERS[number % len(LETTERS)]


def _middles(first: float, last: float, count: int) -> list[float]:
    step = (last - first) / count
    return [first + (number + 0.5) * step for number in range(count)]


def _levels(sample: Iterable[float]) -> tuple[float, ...]:
    """Heights that cut the landscape into bands, rounded so that the key can tell them."""
    heights = sorted(value for value in sample if drawable(value))
    if not heights or heights[0] == heights[-1]:
        return ()
    wanted = [heights[int(share * (len(heights) - 1))] for share in _SHARES]
    gap = min((b - a for a, b in pairwise(wanted) if b > a), default=heights[-1] - heights[0])
    return tuple(sorted({_rounded(height, gap) for height in wanted}))


def _rounded(height: float, gap: float) -> float:
    """To two digits, but around zero no finer than what tells it from the next level."""
    digits = 1 - math.floor(math.log10(max(abs(height), gap)))
    return round(height, digits) if digits < 300 else height


def _band(levels: tuple[float, ...], height: float) -> int:
    return -1 if math.isnan(height) else bisect_right(levels, height)


@lru_cache(maxsize=64)  # of the runs in a picture at most one still grows
def _dots(path: Series, around: Frame) -> set[Dot]:
    """What shows of a path: where it leaves the frame it is cut, not bent."""
    shown = Window.of(around.x_axis, around.y_axis)
    drawn: set[Dot] = set()
    last: tuple[float, float] | None = None
    at: Dot | None = None
    for point in path.points:
        before, last = last, point
        here = around.dot(*point) if shown.holds(*point) else None
        if here is not None:
            drawn.add(here)
        if here is not None and at is not None:
            if here != at:
                drawn.update(segment(at, here))
        elif before is not None and (cut := clip(before, point, shown)) is not None:
            drawn.update(segment(around.dot(*cut[0]), around.dot(*cut[1])))
        at = here
    return drawn


def _mark(cells: dict[tuple[int, int], Cell], paths: Sequence[Series], around: Frame) -> None:
    """Put starts and marks over the paths; a mark moves aside for a start and for another."""
    shown = Window.of(around.x_axis, around.y_axis)
    inside = [[point for point in path.points if shown.holds(*point)] for path in paths]
    taken = {_cell(around.dot(*points[0])) for points in inside if points}
    cells.update(dict.fromkeys(taken, Cell(START, AXIS)))
    for number, (path, points) in enumerate(zip(paths, inside, strict=True)):
        if not points:
            continue
        row, column = _cell(around.dot(*points[-1]))
        chars = mark(path, number)
        places = _free(row, column, len(chars), taken, around)
        for (down, across), char in zip(places, chars, strict=True):
            taken.add((down, across))
            cells[down, across] = Cell(char, number)


def _free(
    row: int, column: int, count: int, taken: set[tuple[int, int]], around: Frame
) -> list[tuple[int, int]]:
    """Cells beside each other for a mark, at its place or near it."""
    last = around.columns - count
    for down in (0, 1, -1, 2, -2):
        for aside in (0, 1, -1, 2, -2, 3, -3, 4, -4):
            first = column + aside * count
            cells = [(row + down, first + n) for n in range(count)]
            inside = 0 <= first <= last and 0 <= row + down < around.rows
            if inside and taken.isdisjoint(cells):
                return cells
    return [(row, min(column, last) + n) for n in range(count)]


def _cell(dot: Dot) -> tuple[int, int]:
    return dot.y // CELL_HEIGHT, dot.x // CELL_WIDTH


def _runs(bands: Sequence[int], over: Mapping[int, Cell]) -> list[Run]:
    """A row of ground with what is drawn over it, which hides a band's character only."""
    runs: list[Run] = []
    columns = sorted(over)
    first = 0
    for band, group in groupby(bands):
        end = first + len(list(group))
        bare = BANDS[band] if band >= 0 else " "
        at = first
        for column in columns[bisect_left(columns, first) : bisect_left(columns, end)]:
            if column > at:
                runs.append(Run(bare * (column - at), GROUND, band))
            char, tone = over[column]
            last = runs[-1] if column == at and at > first else None
            if last is not None and last.tone == tone:
                runs[-1] = Run(last.text + char, tone, band)
            else:
                runs.append(Run(char, tone, band))
            at = column + 1
        if end > at:
            runs.append(Run(bare * (end - at), GROUND, band))
        first = end
    return runs
