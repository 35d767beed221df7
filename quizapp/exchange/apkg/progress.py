"""Where a card of ours stands, as Anki's columns say it, and its reviews as rows of ``revlog``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quizapp.deck.model import CardKey
from quizapp.exchange.apkg.rounding import rounded
from quizapp.review.days import study_day
from quizapp.review.model import CardState, Event, Moment, Phase, StudyDay
from quizapp.review.schedule import Scheduler

_TYPES = {Phase.NEW: 0, Phase.LEARNING: 1, Phase.REVIEW: 2, Phase.RELEARNING: 3}
_STEPS, _REVIEW, _DAY_STEPS = 1, 2, 3
_EASE = 2500
"""The ease that SM-2 would begin with, should FSRS be turned off in Anki."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the collection counts its days: from ``first`` on, each beginning at ``day_start``."""

    first: StudyDay
    today: StudyDay
    day_start: int

    def number(self, day: StudyDay) -> int:
        return day - self.first


class Schedule(NamedTuple):
    """Columns of ``cards``, by their names there."""

    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    lapses: int
    left: int
    data: str


class LogRow(NamedTuple):
    """Columns of ``revlog``, without the card."""

    id: int
    ease: int
    ivl: int
    last_ivl: int
    factor: int
    time: int
    type: int


def unseen(position: int) -> Schedule:
    """A card that was never reviewed; new ones come in the order of their positions."""
    return Schedule(0, 0, position, 0, 0, 0, 0, 0, "{}")


def schedule(state: CardState, scheduler: Scheduler, calendar: Calendar, position: int) -> Schedule:
    """Where a card that was reviewed stands; ``position``: where it was among the new ones."""
    queue, due, left = _REVIEW, calendar.number(state.due_day), 0
    if state.phase is not Phase.REVIEW:
        steps = (
            scheduler.learning_steps
            if state.phase is Phase.LEARNING
            else scheduler.relearning_steps
        )
        left = max(1, len(steps) - state.step)
        day = study_day(state.due_at, day_start=calendar.day_start)
        # As Anki has it: a step that ends on another day is counted in days.
        queue, due = (
            (_STEPS, state.due_at // 1000)
            if day <= state.last_day
            else (_DAY_STEPS, calendar.number(day))
        )
    return Schedule(
        type=_TYPES[state.phase],
        queue=queue,
        due=due,
        ivl=_days(state),
        factor=0 if state.phase is Phase.LEARNING else _EASE,
        reps=state.reps,
        lapses=state.lapses,
        left=left,
        data=_memory(state, scheduler, calendar.today, position),
    )


def _days(state: CardState) -> int:
    # While it is relearned, Anki keeps the interval that comes after; the shortest, by its default.
    return 1 if state.phase is Phase.RELEARNING else state.interval


def _memory(state: CardState, scheduler: Scheduler, today: StudyDay, position: int) -> str:
    memory = rounded(state, scheduler, today)
    return json.dumps(
        {
            "pos": position,
            "s": memory.stability,
            "d": memory.difficulty,
            "dr": scheduler.retention,
            "lrt": state.last_at // 1000,
        },
        separators=(",", ":"),  # as Anki writes it
    )


def log(
    card: CardKey, reviews: Sequence[Event], scheduler: Scheduler
) -> tuple[CardState, list[LogRow]]:
    """A card's state by its standing reviews, and these reviews as Anki logs them.

    Ids are the reviews' own times; who puts rows of several cards together makes them differ.
    """
    state = CardState(card)
    rows = []
    for review in reviews:
        if review.rating is None:
            continue
        after = scheduler.replay_on(state, review)
        memory = after.memory
        rows.append(
            LogRow(
                id=review.at,
                ease=int(review.rating),
                ivl=_logged(after, Moment(review.at, review.day)),
                last_ivl=_logged(state, Moment(state.last_at, state.last_day)),
                # With FSRS, Anki logs difficulty here, from 100 to 1100.
                factor=0 if memory is None else round(100 + 1000 * (memory.difficulty - 1) / 9),
                time=review.took_ms,
                type=_LOGGED[state.phase],
            )
        )
        state = after
    return state, rows


_LOGGED = {Phase.NEW: 0, Phase.LEARNING: 0, Phase.REVIEW: 1, Phase.RELEARNING: 2}


def _logged(state: CardState, moment: Moment) -> int:
    """An interval as the log has it: days, or seconds below zero."""
    if state.phase is Phase.NEW:
        return 0
    if state.phase is Phase.REVIEW:
        return state.interval
    return -max(0, (state.due_at - moment.at) // 1000)
