"""Why a day brings no more cards: what its limits keep back, and how to have more. Words only."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from pathlib import Path

from quizapp.config import Config
from quizapp.review.queue import Held

Say = Callable[..., str]

_MINUTE = 60_000


def kept_back(held: Held, config: Config, file: Path, say: Say) -> list[str]:
    """One line for each limit that is in force, then what to do; nothing when none is.

    Args:
        held: what the limits keep back.
        config: the limits.
        file: where the learner's settings are.
        say: the language that is spoken.
    """
    lines, settings = [], []
    if held.new:
        words = "{count} new card waits: today's limit of {limit} is reached."
        if held.new > 1:
            words = "{count} new cards wait: today's limit of {limit} is reached."
        lines.append(say(words, count=held.new, limit=config.new_per_day))
        settings.append("new_per_day")
    if held.reviews:
        words = "{count} review waits: today's limit of {limit} is reached."
        if held.reviews > 1:
            words = "{count} reviews wait: today's limit of {limit} is reached."
        lines.append(say(words, count=held.reviews, limit=config.reviews_per_day))
        settings.append("reviews_per_day")
    if settings:
        words = "For more today, raise {settings} in {file} and start quizapp again."
        lines.append(say(words, settings=", ".join(settings), file=file))
    return lines


def from_now(milliseconds: int, say: Say) -> str:
    """How long until then, as one says it: minutes, hours and minutes, or days."""
    minutes = max(0, ceil(milliseconds / _MINUTE))
    if minutes < 60:
        return say("{minutes} min", minutes=minutes)
    if minutes < 48 * 60:
        return say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return say("{days} days", days=round(minutes / 1440))
