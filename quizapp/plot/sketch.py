"""Small drawings without numbers: the outline of a curve, and how far a guess was off. Pure."""

from __future__ import annotations

from collections.abc import Callable

from quizapp.plot.raster import CELL_HEIGHT, CELL_WIDTH, Dot, encode, polyline
from quizapp.plot.runs import AXIS, Line, Run

_REACH = 4.0
"""Widths of the tolerance that lie left and right of what was measured, at least."""


def outline(shape: Callable[[float], float], width: int, height: int) -> tuple[str, ...]:
    """A function on 0 to 1, with values in 0 to 1, in ``height`` lines of ``width`` cells."""
    across, down = width * CELL_WIDTH - 1, height * CELL_HEIGHT - 1
    dots = [Dot(x, round((1 - shape(x / across)) * down)) for x in range(across + 1)]
    rows = encode([polyline(dots)], width, height)
    return tuple("".join(cell.char for cell in row) for row in rows)


def distance(guess: float, truth: float, near: float, width: int) -> Line:
    """A guess on a line around the truth: ``──────[──┼──]─────●──``.

    The brackets stand where a guess is still right: ``near`` on either side of the truth, which is
    the cross. A guess beyond the end of the line is an arrow there.
    """
    side = max(4, (width - 1) // 2)
    off = guess - truth
    reach = max(_REACH * near, min(abs(off), 25 * near)) or 1.0
    band = max(1, round(near / reach * side))
    cells = {0: "┼", -band: "[", band: "]"}
    place = round(off / reach * side)
    if abs(off) <= near:  # right: within the brackets, however coarse the cells are
        place = max(1 - band, min(band - 1, place))
    elif abs(place) <= band:
        place = band + 1 if off > 0 else -band - 1
    if abs(place) > side:
        cells[side if place > 0 else -side] = "▶" if place > 0 else "◀"
    else:
        cells[place] = "●"
    text = "".join(cells.get(cell, "─") for cell in range(-side, side + 1))
    at = next(i for i, char in enumerate(text) if char in "●▶◀")
    return (Run(text[:at], AXIS), Run(text[at], 0), Run(text[at + 1 :], AXIS))
