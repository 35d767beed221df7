"""One step of a knob: how far a slider moves, and where its handle stands. Pure numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

from quizapp.lab.model import Knob

_PARTS = 20
"""Steps from end to end of an even slider."""


class Scale(NamedTuple):
    """The range a slider shows. ``step`` is 0 where it goes 1, 2, 5, 10, … instead."""

    low: float
    high: float
    step: float


def turned(knob: Knob, value: object, by: int) -> object:
    """The value ``by`` steps on; a switch flips, a choice goes round.

    What is no value of the knob's kind (somebody typed it) becomes the default.
    """
    if knob.kind == "bool":
        return not value if isinstance(value, bool) else knob.default
    if knob.kind == "choice":
        if value not in knob.choices:
            return knob.default
        return knob.choices[(knob.choices.index(str(value)) + by) % len(knob.choices)]
    if knob.kind not in ("int", "float"):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return knob.default
    moved = _moved(knob, float(value), by)
    low = -math.inf if knob.low is None else knob.low
    high = math.inf if knob.high is None else knob.high
    moved = min(high, max(low, moved))
    return round(moved) if knob.kind == "int" else moved


def place(knob: Knob, value: object) -> float | None:
    """Where the handle of a number's slider stands, 0 to 1; nothing for what has no slider."""
    if knob.kind not in ("int", "float") or isinstance(value, bool):
        return None
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    scale = _scale(knob)
    if scale.step:
        share = (value - scale.low) / (scale.high - scale.low)
    elif value <= 0:
        share = 0.0
    else:
        share = math.log(value / scale.low) / math.log(scale.high / scale.low)
    return min(1.0, max(0.0, share))


def _scale(knob: Knob) -> Scale:
    """An even scale where both bounds are near the default, else one of magnitudes."""
    default = abs(float(knob.default))
    low, high = knob.low, knob.high
    bounded = low is not None and high is not None and high > low
    if bounded and low is not None and high is not None:
        even = (high - low) / _PARTS
        small = 0 < default < even or (knob.kind == "int" and high - low > 10 * _PARTS)
        if not small:
            step = max(1.0, even) if knob.kind == "int" else even
            return Scale(low, high, _round_number(step, whole=knob.kind == "int"))
    middle = default or 1e-2
    least = low if low is not None and low > 0 else middle / 1e3
    most = high if high is not None and high > 0 else middle * 1e3
    return Scale(least, max(most, least * 10), 0.0)


def _moved(knob: Knob, value: float, by: int) -> float:
    scale = _scale(knob)
    if scale.step:
        digits = max(0, 1 - math.floor(math.log10(scale.step)))
        return round(round(value / scale.step + by) * scale.step, digits)
    for _ in range(abs(by)):
        value = _next(value, up=by > 0, least=scale.low, whole=knob.kind == "int")
    return value


def _next(value: float, *, up: bool, least: float, whole: bool) -> float:
    """The next of …, 0.1, 0.2, 0.5, 1, 2, 5, …; zero lies below the least of them."""
    if value < 0:
        return -_next(-value, up=not up, least=least, whole=whole)
    if value == 0:
        return (1.0 if whole else least) if up else -(1.0 if whole else least)
    power = math.floor(math.log10(value) + 1e-9)
    steps = [m * 10.0 ** (power + e) for e in (-1, 0, 1) for m in (1, 2, 5)]
    steps = [float(f"{step:.1g}") for step in steps]
    if up:
        return next(step for step in steps if step > value * (1 + 1e-9))
    lower = next(step for step in reversed(steps) if step < value * (1 - 1e-9))
    return 0.0 if lower < min(least, 1.0 if whole else least) * (1 - 1e-9) else lower


def _round_number(step: float, *, whole: bool) -> float:
    """The nearest of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    near = min((m * power for m in (1, 2, 5, 10)), key=lambda m: abs(math.log(m / step)))
    return max(1.0, near) if whole else float(f"{near:.1g}")
