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
    dx, dy = abs(end.x - x), -abs(end.y - y)
    step_x = 1 if x < end.x else -1
    step_y = 1 if y < end.y else -1
    error = dx + dy
    while True:
        yield Dot(x, y)
        if (x, y) == end:
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


def encode(
    layers: Sequence[Iterable[Dot]], width: int, height: int
) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells, ``height`` of ``width``. Dots outside are dropped; later layers win a cell.

    A cell shared by several layers keeps the dots of all and the number of the last.
    """
    masks = [[0] * width for _ in range(height)]
    owner = [[-1] * width for _ in range(height)]
    for number, dots in enumerate(layers):
        for x, y in dots:
            column, row = x // CELL_WIDTH, y // CELL_HEIGHT
            if 0 <= column < width and 0 <= row < height:
                masks[row][column] |= _BITS[y % CELL_HEIGHT][x % CELL_WIDTH]
                owner[row][column] = number
    return tuple(
        tuple(
            Cell(chr(_BLANK + mask) if mask else " ", layer)
            for mask, layer in zip(mask_row, owner_row, strict=True)
        )
        for mask_row, owner_row in zip(masks, owner, strict=True)
    )
