"""A little seeded chance in intervals, so that cards learnt together drift apart. Days only.

The widths are Anki's (``rslib/src/scheduler/states/fuzz.rs``), which py-fsrs uses as well. The
chance comes from the card and its number of reviews, so a preview is what will happen.
"""

from __future__ import annotations

import hashlib
import math

from quizapp.deck.model import CardKey

_WIDTHS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))
"""From and to (days), and the share of the days between that is added to the fuzz."""


def seed_of(card: CardKey, reps: int, purpose: str) -> int:
    """A seed from 0 to 2**31 - 1 that is the same on every machine."""
    digest = hashlib.sha256(f"{purpose}\n{reps}\n{card}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def chance(card: CardKey, reps: int) -> float:
    """The card's luck at this review, from 0 up to but not including 1."""
    return seed_of(card, reps, "fuzz") / 2**31


def constrain(days: float, minimum: int, maximum: int, luck: float | None) -> int:
    """Whole days within the bounds, moved by ``luck`` inside the fuzz range (``None``: rounded)."""
    minimum = min(minimum, maximum)
    if luck is None:
        return min(max(_round(days), minimum), maximum)
    lower, upper = bounds(min(max(days, minimum), maximum), minimum, maximum)
    return math.floor(lower + luck * (1 + upper - lower))


def bounds(days: float, minimum: int, maximum: int) -> tuple[int, int]:
    """The shortest and longest interval that fuzz may make of ``days``."""
    spread = 0.0
    if days >= 2.5:
        spread = 1.0 + sum(
            share * max(0.0, min(days, end) - start) for start, end, share in _WIDTHS
        )
    lower = min(max(_round(days - spread), minimum), maximum)
    upper = min(max(_round(days + spread), minimum), maximum)
    if upper == lower and 2 < upper < maximum:
        upper += 1
    return lower, upper


def _round(days: float) -> int:
    return math.floor(days + 0.5)
