"""A memory state in the few digits that Anki keeps, so that it leads to the same intervals there.

Anki rounds stability to 4 decimals and difficulty to 3. The nearest numbers would move one interval
in two hundred by a day; nearly always others close by move none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quizapp.review.model import CardState, MemoryState, Millis, Moment, Rating, StudyDay
from quizapp.review.schedule import Scheduler

_STABILITY, _DIFFICULTY = 4, 3
_LEAST_DIFFICULTY, _MOST_DIFFICULTY = 1.0, 10.0
_STEP = 2e-6
"""Of the stability: how far apart the tried ones are, at least."""

_STEPS = 50


def rounded(state: CardState, scheduler: Scheduler, today: StudyDay) -> MemoryState:
    """The memory of a card that was reviewed, as Anki can keep it.

    With it, every rating leads to the same interval (before fuzz) today and, in review, on the
    day the card is due.
    """
    memory = state.memory
    if memory is None:
        raise ValueError("a card that was never reviewed has no memory")
    exact = replace(scheduler, fuzz=False)
    days = sorted({today, max(today, state.due_day)})
    wanted = [_intervals(state, exact, day) for day in days]
    for near in _near(memory):
        moved = replace(state, memory=near)
        if all(_intervals(moved, exact, day) == one for day, one in zip(days, wanted, strict=True)):
            return near
    return next(_near(memory))


def _intervals(state: CardState, scheduler: Scheduler, day: StudyDay) -> list[int]:
    after = scheduler.preview(state, Moment(Millis(0), day))
    return [after[rating].interval for rating in Rating]


def _near(memory: MemoryState) -> Iterator[MemoryState]:
    step = max(10**-_STABILITY, memory.stability * _STEP)
    for moved in _outwards(_STEPS):
        stability = round(memory.stability + moved * step, _STABILITY)
        for by in _outwards(1):
            difficulty = round(memory.difficulty + by * 10**-_DIFFICULTY, _DIFFICULTY)
            yield MemoryState(
                max(stability, 10**-_STABILITY),
                min(max(difficulty, _LEAST_DIFFICULTY), _MOST_DIFFICULTY),
            )


def _outwards(most: int) -> Iterable[int]:
    """0, 1, -1, 2, -2, …"""
    return sorted(range(-most, most + 1), key=lambda one: (abs(one), -one))
