"""Named numbers as bars of cells, from zero on; what is below zero goes left. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.plot.axis import drawable
from quizapp.plot.runs import AXIS, Line, Run, notice

Bar = tuple[str, float]

_PARTS = " ▏▎▍▌▋▊▉"
_LEAST = 12
"""Cells for the bars themselves, without which none are drawn."""


def bars(named: Sequence[Bar], width: int, height: int) -> tuple[Line, ...]:
    """A bar a line, in exactly ``height`` lines; what does not fit is counted on the last one."""
    shown = named if len(named) <= height else named[: max(0, height - 1)]
    if not shown:
        return notice("nothing to draw", width, height)
    numbers = [f"{value:.4g}" for _, value in shown]
    left = max(len(name) for name, _ in shown)
    left = min(left, max(4, width // 3))
    room = width - left - max(map(len, numbers)) - 3
    if room < _LEAST:
        return notice("no room for bars", width, height)
    sizes = [value for _, value in shown if drawable(value)]
    low, high = min(0.0, *sizes, 0.0), max(0.0, *sizes, 0.0)
    scale = room / ((high - low) or 1.0)
    zero = round(-low * scale)
    lines: list[Line] = []
    for (name, value), number in zip(shown, numbers, strict=True):
        drawn = _bar(value * scale, zero, room) if drawable(value) else " " * room
        label = name if len(name) <= left else name[: left - 1] + "…"
        lead = Run(f"{label:<{left}} │", AXIS)
        lines.append((lead, Run(drawn, 0), Run(f" {number}", AXIS)))
    if len(shown) < len(named):
        lines.append((Run(f"… and {len(named) - len(shown)} more", AXIS),))
    return (*lines, *[()] * (height - len(lines)))


def _bar(length: float, zero: int, room: int) -> str:
    """A bar of so many cells, eighths of one included to the right."""
    if length < 0:
        filled = min(zero, round(-length))
        return (" " * (zero - filled) + "█" * filled).ljust(room)
    whole, part = divmod(round(length * 8), 8)
    return (" " * zero + "█" * whole + _PARTS[part].strip()).ljust(room)[:room]
