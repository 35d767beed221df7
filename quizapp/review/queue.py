"""Which card comes next: the day's reviews and new cards, and the learning steps among them. Pure.

Order: learning steps that are due, then reviews with new cards spread evenly among them, then
learning steps due within the learn-ahead limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from zlib import crc32

from quizapp.deck.model import CardKey
from quizapp.review.model import CardState, Millis, Moment, Phase

LEARN_AHEAD = 20 * 60 * 1000
"""Milliseconds: with nothing else to do, a learning step this near is shown at once, as in Anki."""

_STEPPING = (Phase.LEARNING, Phase.RELEARNING)


class Counts(NamedTuple):
    """Cards still to come today, the one on screen included."""

    new: int
    learning: int
    review: int


_NOTHING = Counts(0, 0, 0)


class Held(NamedTuple):
    """Cards that would be asked today, were it not for its limits."""

    new: int
    reviews: int


_NONE_HELD = Held(0, 0)


class Limits(NamedTuple):
    """How many more new cards and reviews today may bring."""

    new: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What is left of today. ``learning`` is sorted by the instant of the next step."""

    learning: tuple[tuple[Millis, CardKey], ...] = ()
    main: tuple[tuple[CardKey, bool], ...] = ()
    counts: Counts = _NOTHING
    held: Held = _NONE_HELD

    def next_card(self, moment: Moment) -> CardKey | None:
        """The card to show now, if there is one."""
        if self.learning and self.learning[0][0] <= moment.at:
            return self.learning[0][1]
        if self.main:
            return self.main[0][0]
        if self.learning and self.learning[0][0] <= moment.at + LEARN_AHEAD:
            return self.learning[0][1]
        return None

    @property
    def wait_until(self) -> Millis | None:
        """With no card to show now: when the next learning step may be shown."""
        return Millis(self.learning[0][0] - LEARN_AHEAD) if self.learning else None

    def after(self, state: CardState) -> Queue:
        """The queue once a card has got a new state."""
        rest = self.without(state.card)
        if state.phase not in _STEPPING:
            return rest
        learning = tuple(sorted((*rest.learning, (state.due_at, state.card))))
        counts = rest.counts._replace(learning=len(learning))
        return replace(rest, learning=learning, counts=counts)

    def without(self, card: CardKey) -> Queue:
        """The queue with one card taken out of it."""
        learning = tuple(entry for entry in self.learning if entry[1] != card)
        counts = self.counts._replace(learning=len(learning))
        # The card on screen is nearly always the first, so this stops at once.
        place = next((i for i, entry in enumerate(self.main) if entry[0] == card), None)
        if place is None:
            return replace(self, learning=learning, counts=counts)
        if self.main[place][1]:
            counts = counts._replace(new=counts.new - 1)
        else:
            counts = counts._replace(review=counts.review - 1)
        main = self.main[:place] + self.main[place + 1 :]
        return replace(self, learning=learning, main=main, counts=counts)


def plan(
    cards: Iterable[CardKey],
    states: Mapping[CardKey, CardState],
    moment: Moment,
    limits: Limits,
) -> Queue:
    """Today's queue over ``cards``, which come in syllabus order."""
    learning: list[tuple[Millis, CardKey]] = []
    due: list[CardState] = []
    new: list[CardKey] = []
    for card in cards:
        state = states.get(card)
        if state is None:
            new.append(card)
        elif state.phase in _STEPPING:
            learning.append((state.due_at, card))
        elif state.due_day <= moment.day:
            due.append(state)
    due.sort(key=lambda state: _urgency(state, moment))
    reviews = [state.card for state in due[: max(0, limits.reviews)]]
    fresh = new[: max(0, limits.new)]
    learning.sort()
    counts = Counts(len(fresh), len(learning), len(reviews))
    held = Held(len(new) - len(fresh), len(due) - len(reviews))
    return Queue(tuple(learning), tuple(_spread(reviews, fresh)), counts, held)


def _urgency(state: CardState, moment: Moment) -> tuple[float, int]:
    """The most forgotten first: recall falls with days over stability. Ties get a daily shuffle."""
    stability = state.memory.stability if state.memory else 1.0
    faded = (moment.day - state.last_day) / stability
    return -faded, crc32(f"{moment.day}/{state.card}".encode())


def _spread(reviews: Sequence[CardKey], fresh: Sequence[CardKey]) -> list[tuple[CardKey, bool]]:
    """Reviews with the new cards evenly among them, both keeping their order."""
    placed = [((i + 1) / (len(reviews) + 1), False, card) for i, card in enumerate(reviews)]
    placed += [((i + 1) / (len(fresh) + 1), True, card) for i, card in enumerate(fresh)]
    placed.sort(key=lambda entry: entry[:2])
    return [(card, new) for _, new, card in placed]
