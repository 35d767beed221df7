"""A guess made before a run, and how near it came: a number, the shape of a curve, an order.

Pure: asks nobody, draws nothing, runs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Points = Sequence[tuple[float, float]]

NEAR = 0.05
"""A guessed number is right within this part of the measured one."""

SHAPES: Mapping[str, Callable[[float], float]] = {
    "stays flat": lambda _: 0.5,
    "falls evenly": lambda t: 1 - t,
    "falls, then levels off": lambda t: math.exp(-6 * t),
    "falls ever faster": lambda t: 1 - t**4,
    "rises evenly": lambda t: t,
    "rises, then levels off": lambda t: 1 - math.exp(-6 * t),
    "rises ever faster": lambda t: t**4,
    "falls, then rises": lambda t: (2 * t - 1) ** 2,
    "rises, then falls": lambda t: 1 - (2 * t - 1) ** 2,
    "swings to and fro": lambda t: 0.5 + 0.5 * math.cos(6 * math.pi * t),
}
"""Shapes of a curve over its length, both from 0 to 1."""

_SWINGS = 3
"""Turns that make a swing."""

_FLAT = 1e-9


class Mark(NamedTuple):
    """Whether a guess was right, and what was."""

    right: bool
    truth: str


def number(guess: float, measured: object) -> Mark:
    """Judge a number; what is measured may be no number at all, and then no guess is right."""
    if isinstance(measured, bool) or not isinstance(measured, (int, float)):
        return Mark(False, str(measured))
    return Mark(math.isclose(guess, measured, rel_tol=NEAR, abs_tol=1e-12), f"{measured:.6g}")


def shape(points: Points) -> str:
    """The shape that a curve comes nearest to; empty when it has fewer than two numbers."""
    shown = [(x, y) for x, y in points if math.isfinite(y)]
    if len(shown) < 2 or shown[-1][0] == shown[0][0]:
        return ""
    ys = [y for _, y in shown]
    low, high = min(ys), max(ys)
    if high - low <= _FLAT * max(abs(low), abs(high), _FLAT):
        return "stays flat"
    first, last = shown[0][0], shown[-1][0]
    unit = [((x - first) / (last - first), (y - low) / (high - low)) for x, y in shown]
    if _turns([y for _, y in unit]) >= _SWINGS:
        return "swings to and fro"
    smooth = [name for name in SHAPES if name not in ("stays flat", "swings to and fro")]
    return min(smooth, key=lambda name: sum((SHAPES[name](t) - y) ** 2 for t, y in unit))


def order(series: Mapping[str, Points]) -> tuple[str, ...]:
    """The curves by where they end, the lowest first."""
    ends = {name: points[-1][1] for name, points in series.items() if points}
    return tuple(sorted(ends, key=lambda name: (math.isnan(ends[name]), ends[name])))


def drawn(name: str, points: Points) -> Points:
    """A guessed shape laid over the ground that the true curve covers."""
    shown = [(x, y) for x, y in points if math.isfinite(y)]
    if len(shown) < 2:
        return ()
    (first, _), (last, _) = shown[0], shown[-1]
    low, high = min(y for _, y in shown), max(y for _, y in shown)
    return [
        (first + t / 40 * (last - first), low + SHAPES[name](t / 40) * (high - low))
        for t in range(41)
    ]


def _turns(ys: Sequence[float]) -> int:
    """How often a curve turns by more than a tenth of its height."""
    turns, extreme, going = 0, ys[0], 0
    for y in ys:
        if going >= 0 and y < extreme - 0.1:
            turns, going, extreme = turns + (going > 0), -1, y
        elif going <= 0 and y > extreme + 0.1:
            turns, going, extreme = turns + (going < 0), 1, y
        elif (y - extreme) * going > 0:
            extreme = y
    return turns
