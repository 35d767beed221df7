"""Study days: rollover at the chosen hour, summer time, zones. The clock itself is not tested."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.review.days import day_begins, now, study_day, system_clock
from quizapp.review.model import Millis

ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Apia",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)).map(
    lambda at: Millis(int(at.replace(tzinfo=UTC).timestamp() * 1000))
)


def at(zone: str, *parts: int, fold: int = 0) -> Millis:
    wall = datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type,misc]
    return Millis(int(wall.timestamp() * 1000))


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_ends_at_four_in_the_morning(zone: str) -> None:
    place = ZoneInfo(zone)
    evening = study_day(at(zone, 2026, 6, 10, 23, 30), place)
    assert study_day(at(zone, 2026, 6, 11, 3, 59), place) == evening
    assert study_day(at(zone, 2026, 6, 11, 4, 0), place) == evening + 1


def test_evening_to_next_morning_is_one_day_though_it_is_less_than_24_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    late = study_day(at("Europe/Berlin", 2026, 6, 10, 22), zone)
    assert study_day(at("Europe/Berlin", 2026, 6, 11, 7), zone) == late + 1


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_a_day_of_23_or_25_hours_is_one_day(month: int, day: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    days = [study_day(at("Europe/Berlin", 2026, month, day + i, 12), zone) for i in (-1, 0, 1)]
    assert days == [days[0], days[0] + 1, days[0] + 2]


def test_the_same_instant_is_another_day_elsewhere() -> None:
    instant = at("UTC", 2026, 1, 1, 20)
    assert study_day(instant, ZoneInfo("Pacific/Kiritimati")) == 1 + study_day(
        instant, ZoneInfo("America/New_York")
    )


@given(instants, st.integers(0, 7 * 24 * 3600 * 1000), zones, st.integers(0, 23))
def test_time_never_leads_back_to_an_earlier_day(
    instant: Millis, later: int, zone: ZoneInfo, day_start: int
) -> None:
    first = study_day(instant, zone, day_start)
    second = study_day(Millis(instant + later), zone, day_start)
    # A place may skip a whole date (Apia did in 2011), so only the lower bound is a law.
    assert second >= first
    assert second - first <= later / (23 * 3600 * 1000) + 2


@given(instants, zones, st.integers(0, 23))
def test_an_instant_lies_between_its_day_and_the_next(
    instant: Millis, zone: ZoneInfo, day_start: int
) -> None:
    day = study_day(instant, zone, day_start)
    # A clock set back by an hour repeats it: the hour before the start may come twice.
    hour = timedelta(hours=1) / timedelta(milliseconds=1)
    assert day_begins(day, zone, day_start) <= instant + hour
    assert day_begins(type(day)(day + 1), zone, day_start) >= instant - hour


def test_the_system_clock_tells_now() -> None:
    before, moment, after = now(), system_clock()(), now()
    assert before.at <= moment.at <= after.at
    assert moment.day == study_day(moment.at)
