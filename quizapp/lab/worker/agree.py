"""Whether our optimizer and torch's gave the same: every measure and series compared. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain

from quizapp.lab.model import Measured
from quizapp.lab.record import Record

TOLERANCE = {"cpu": 0.0}
"""Relative difference still called agreement. On a CPU our loop is bitwise torch's."""

ELSEWHERE = 1e-5
"""The same on other devices, where kernels may add up in another order."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether two runs agree, the largest difference, and what differs (empty: nothing)."""

    agrees: bool
    gap: float
    where: str = ""


def compare(ours: Record, theirs: Record, device: str) -> Agreement:
    """Compare what two runs of the same lab reported."""
    tolerance = TOLERANCE.get(device, ELSEWHERE)
    left, right = _everything(ours), _everything(theirs)
    gap, where = 0.0, ""
    free = ours.uncompared | theirs.uncompared
    for name in (*left, *(right.keys() - left.keys())):
        if name in free:
            continue
        if name not in left or name not in right:
            return Agreement(False, math.inf, f"{name} (measured by one alone)")
        distance, limit = _distance(left[name], right[name], tolerance)
        if distance > limit and not where:
            where = name
        gap = max(gap, distance)
    return Agreement(not where, gap, where)


def differing(ours: Record, theirs: Record) -> dict[str, Measured]:
    """What torch's run reported where it is not the very same: of a series its values, of what our
    run alone reported None.
    """
    left, right = ({**_curves(one), **one.measures} for one in (ours, theirs))
    return {
        name: right.get(name)
        for name in (*left, *right)
        if name not in left or name not in right or _distance(left[name], right[name], 0.0)[0]
    }


def _curves(record: Record) -> dict[str, Measured]:
    return {name: [y for _, y in points] for name, points in record.series.items()}


def _everything(record: Record) -> dict[str, Measured]:
    series: dict[str, Measured] = {
        f"series {name}": [*chain.from_iterable(points)] for name, points in record.series.items()
    }
    return {**record.measures, **series}


def _distance(a: Measured, b: Measured, tolerance: float) -> tuple[float, float]:
    """How far two values are apart, and how far they may be."""
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        pairs = [_distance(x, y, tolerance) for x, y in zip(a, b, strict=True)]
        return max(pairs, key=lambda pair: pair[0] - pair[1], default=(0.0, 0.0))
    if not (_is_number(a) and _is_number(b)):
        return (0.0 if a == b and type(a) is type(b) else math.inf), 0.0
    x, y = float(a), float(b)  # type: ignore[arg-type]
    if x == y or (math.isnan(x) and math.isnan(y)):
        return 0.0, 0.0
    distance = abs(x - y)
    return (distance if math.isfinite(distance) else math.inf), tolerance * max(abs(x), abs(y))


def _is_number(value: Measured) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
