"""Study days: which day an instant belongs to where the learner is. Nothing here schedules."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo

from quizapp.review.model import Millis, Moment, StudyDay

_EPOCH = date(1970, 1, 1).toordinal()

Clock = Callable[[], Moment]
"""Tells the present moment; injected, so that tests can live through any day."""


def study_day(at: Millis, zone: tzinfo | None = None, day_start: int = 4) -> StudyDay:
    """The study day of an instant: the local date, a day starting at ``day_start`` o'clock.

    The wall clock decides, so a day of 23 or 25 hours is still one day. Without ``zone`` the
    system's own time zone counts.
    """
    wall = datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None)
    return StudyDay((wall - timedelta(hours=day_start)).toordinal() - _EPOCH)


def day_begins(day: StudyDay, zone: tzinfo | None = None, day_start: int = 4) -> Millis:
    """The instant at which a study day begins."""
    wall = datetime.fromordinal(_EPOCH + day) + timedelta(hours=day_start)
    return Millis(round(wall.replace(tzinfo=zone).timestamp() * 1000))


def now(day_start: int = 4, zone: tzinfo | None = None) -> Moment:
    """The present moment."""
    at = Millis(time.time_ns() // 1_000_000)
    return Moment(at, study_day(at, zone, day_start))


def system_clock(day_start: int = 4, zone: tzinfo | None = None) -> Clock:
    """A clock that follows the machine's."""
    return lambda: now(day_start, zone)
