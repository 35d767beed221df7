"""Numbers on an axis: round ticks, their labels, and where a value lies. Nothing is drawn here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Below this relative spread values count as equal: their labels would need more than 9 digits.
_FLAT = 1e-9

LARGEST = 1e300
"""What is larger counts as infinite: there must be room above it for a round tick."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A range whose two ends are ticks. ``labels`` belong to ``ticks``, one each."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def place(self, value: float) -> float:
        """Where ``value`` lies: 0 at ``low``, 1 at ``high``."""
        return (value - self.low) / (self.high - self.low)


def drawable(value: float) -> bool:
    """Whether a value can be shown: it is a number, and not beyond ``LARGEST``."""
    return abs(value) <= LARGEST


def axis(values: Iterable[float], count: int, *, whole: bool = False) -> Axis:
    """The axis that shows all drawable ``values`` with about ``count`` round ticks.

    Args:
        values: what must fit; NaN and what is too large are passed over; none at all gives 0 to 1.
        count: wished number of intervals, at least 1.
        whole: the values are counts, so no tick falls between two integers.
    """
    shown = [value for value in values if drawable(value)]
    low, high = _spread(min(shown), max(shown)) if shown else (0.0, 1.0)
    step = _step(low, high, max(1, count))
    if whole:
        step = max(1.0, step)
    first, last = math.floor(low / step), math.ceil(high / step)
    if last == first:
        last += 1
    ticks = tuple(k * step for k in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks, tuple(_label(tick, step) for tick in ticks))


def _spread(low: float, high: float) -> tuple[float, float]:
    """The range widened where it is (nearly) a single value, so that it can be divided."""
    size = max(abs(low), abs(high))
    if size < 1e-300:
        return -1.0 if low < 0 else 0.0, 1.0
    if (high - low) / size > _FLAT:
        return low, high
    pad = size * 0.1
    return low - pad, high + pad


def _step(low: float, high: float, count: int) -> float:
    """The least of 1, 2, 5 times a power of ten that needs at most ``count`` intervals."""
    raw = (high - low) / count
    power: float = 10.0 ** math.floor(math.log10(raw))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= raw * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def _label(tick: float, step: float) -> str:
    """The shortest text that tells neighbouring ticks apart and is true to 1% of a step."""
    if tick == 0:
        return "0"
    fine = math.floor(math.log10(step))
    if step > 1e-4 and abs(tick) < 1e6:
        return f"{tick:.{max(0, -fine)}f}"
    digits = max(0, math.floor(math.log10(abs(tick))) - fine)
    mantissa, _, exponent = f"{tick:.{digits}e}".partition("e")
    return f"{mantissa}e{int(exponent)}"
