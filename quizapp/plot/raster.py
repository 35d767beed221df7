"""Dots to braille cells: pure functions on integer grids. No axes, no numbers, no terminal.

A cell is two dots wide and four dots high. Dot (0, 0) is the top left one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

CELL_WIDTH = 2
CELL_HEIGHT = 4

_BLANK = 0x2800
# Bit of each dot in a braille pattern, by [row][column]: Unicode numbers columns first.
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Dot(NamedTuple):
    x: int
    y: int


class Cell(NamedTuple):
    """One character and the layer it shows (-1 where nothing is drawn)."""

    char: str
    layer: int


def segment(start: Dot, end: Dot) -> Iterator[Dot]:
    """Every dot of the straight line between two dots, both included (Bresenham)."""
    x, y = start
    last_x, last_y = end
    dx, dy = abs(last_x - x), -abs(last_y - y)
    step_x = 1 if x < last_x else -1
    step_y = 1 if y < last_y else -1
    error = dx + dy
    while True:
        yield Dot(x, y)
        if x == last_x and y == last_y:
            return
        doubled = 2 * error
        if doubled >= dy:
            error += dy
            x += step_x
        if doubled <= dx:
            error += dx
            y += step_y


def polyline(dots: Sequence[Dot]) -> frozenset[Dot]:
    """The dots of a line through all the given ones, in order."""
    drawn = set(dots)
    for start, end in pairwise(dots):
        drawn.update(segment(start, end))
    return frozenset(drawn)


def lit(layers: Sequence[Iterable[Dot]], width: int, height: int) -> dict[tuple[int, int], Cell]:
    """The cells that show something, by row and column. Dots outside are dropped.

    A cell shared by several layers keeps the dots of all and the number of the last.
    """
    masks: dict[tuple[int, int], int] = {}
    owner: dict[tuple[int, int], int] = {}
    for number, dots in enumerate(layers):
        for x, y in dots:
            place = y // CELL_HEIGHT, x // CELL_WIDTH
            if 0 <= place[1] < width and 0 <= place[0] < height:
                bit = _BITS[y % CELL_HEIGHT][x % CELL_WIDTH]
                masks[place] = masks.get(place, 0) | bit
                owner[place] = number
    return {place: Cell(chr(_BLANK + mask), owner[place]) for place, mask in masks.items()}


def encode(
    layers: Sequence[Iterable[Dot]], width: int, height: int
) -> tuple[tuple[Cell, ...], ...]:
    """The same as rows of cells, ``height`` of ``width``, with spaces where nothing is drawn."""
    cells = lit(layers, width, height)
    empty = Cell(" ", -1)
    return tuple(
        tuple(cells.get((row, column), empty) for column in range(width)) for row in range(height)
    )
