"""The line search for LBFGS: how far to go along a direction. Knows nothing of parameters.

First step out until two points must have a good one between them, then close in on it. Each
trial is the minimum of the cubic through the last two values and slopes.
Source: Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from torch import Tensor

DECREASE, CURVATURE = 1e-4, 0.9  # c₁, c₂
CLOSE = 1e-9  # ends with less than this between them, in any parameter, are one point


class Point(NamedTuple):
    """The loss φ(t) = f(x + t d) and its slope φ'(t) = ∇f(x + t d)ᵀ d at a step t."""

    t: Any  # a number, or a 0-d tensor of the parameters' dtype
    loss: float
    grad: Tensor
    slope: Tensor


def strong_wolfe(
    phi: Callable[[Any], Point], start: Point, t: Any, *, d_norm: Tensor, tries: int
) -> Point:
    """A point that fulfils the strong Wolfe conditions, or the best found when out of tries.

    φ(t) ≤ φ(0) + c₁ t φ'(0)   and   |φ'(t)| ≤ −c₂ φ'(0)

    ``phi`` is called once for the first ``t`` and at most ``tries`` times more; ``d_norm`` is ‖d‖∞.
    """
    ends, tries = _bracket(phi, start, t, tries)
    if len(ends) == 1:
        return ends[0]
    return _zoom(phi, start, ends, d_norm, tries)


def _bracket(
    phi: Callable[[Any], Point], start: Point, t: Any, tries: int
) -> tuple[list[Point], int]:
    """Go farther until the loss rises or its slope does; two ends, or one good point, and tries."""
    last, new = start, phi(t)
    for i in range(tries):
        if _rises(new, start) or (i > 1 and new.loss >= last.loss):
            return [last, new], tries - i
        if _is_flat(new, start):
            return [new], tries - i
        if new.slope >= 0:
            return [last, new], tries - i
        bounds = (new.t + 0.01 * (new.t - last.t), new.t * 10)
        last, new = new, phi(_cubic_minimum(last, new, *bounds))
    return [start, new], 0


def _zoom(
    phi: Callable[[Any], Point],
    start: Point,
    ends: list[Point],
    d_norm: Tensor,
    tries: int,
) -> Point:
    """Replace one end after the other by a point between them; the lower end in the end."""
    low = _lower(ends)
    stalled = False
    for _ in range(tries):
        if abs(ends[1].t - ends[0].t) * d_norm < CLOSE:
            break
        t, stalled = _between(ends[0], ends[1], stalled)
        new = phi(t)
        if _rises(new, start) or new.loss >= ends[low].loss:
            ends[1 - low] = new
            low = _lower(ends)
            continue
        if _is_flat(new, start):
            return new
        if new.slope * (ends[1 - low].t - ends[low].t) >= 0:
            ends[1 - low] = ends[low]
        ends[low] = new
    return ends[low]


def _rises(new: Point, start: Point) -> bool:
    return bool(new.loss > start.loss + DECREASE * new.t * start.slope)


def _is_flat(new: Point, start: Point) -> bool:
    return bool(abs(new.slope) <= -CURVATURE * start.slope)


def _lower(ends: list[Point]) -> int:
    return 0 if ends[0].loss <= ends[1].loss else 1


def _between(a: Point, b: Point, stalled: bool) -> tuple[Any, bool]:
    """The next t, and whether it is near an end: twice in a row would be a stall, so step off."""
    lowest, highest = min(a.t, b.t), max(a.t, b.t)
    t = _cubic_minimum(a, b, lowest, highest)
    margin = 0.1 * (highest - lowest)
    if not min(highest - t, t - lowest) < margin:
        return t, False
    if not (stalled or t >= highest or t <= lowest):
        return t, True
    nearer_highest = abs(t - highest) < abs(t - lowest)
    return (highest - margin if nearer_highest else lowest + margin), False


def _cubic_minimum(a: Point, b: Point, lowest: Any, highest: Any) -> Any:
    """Where the cubic with both values and slopes has its minimum, clipped; or the middle."""
    if not a.t <= b.t:
        a, b = b, a
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = d1**2 - a.slope * b.slope
    if not square >= 0:
        return (lowest + highest) / 2.0
    d2 = square.sqrt()
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(t, lowest), highest)
