"""Anki's reviews of imported cards as events of our log. Ratings mean the same in both.

What counts is what counts for FSRS in Anki: graded answers. Cards that were only moved, cramming
without rescheduling, and all from before a card was reset do not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from quizapp.deck.model import CardKey
from quizapp.exchange.apkg.collection import AnkiReview
from quizapp.exchange.apkg.inward import Inward
from quizapp.review.days import study_day
from quizapp.review.model import Event, Millis, Moment, Rating

_LEARNING, _RELEARNING, _FILTERED, _MANUAL = 0, 2, 3, 4
_LONGEST_LOOK = 10 * 60 * 1000
_FIRST = 1_100_000_000_000
"""Milliseconds: Anki's first release was in 2006, and its ids of reviews are times."""


class History(NamedTuple):
    """Events to be merged into the log, and how many rows of Anki's log are none: those without a
    grade that counts, those that went out from here, and those of a time to come.
    """

    events: Sequence[Event]
    ungraded: int
    ours: int
    ahead: int


def history(
    inward: Inward, keys: Mapping[str, CardKey], logged: Collection[Event], now: Moment, hour: int
) -> History:
    """The reviews of imported cards.

    The device is named after the collection, and a review's number is its id there: importing
    twice, or two packages of one collection, adds each review once.

    Args:
        inward: the package.
        keys: the card that each place in it became.
        logged: our own log. A review that went out from here is not brought in again.
        now: nothing later than this is believed.
        hour: when a study day begins.
    """
    device = f"anki-{inward.created:x}"
    known = {(event.card, event.at) for event in logged if event.device != device}
    events = []
    ungraded = ours = ahead = 0
    for place, key in keys.items():
        rows = sorted(inward.reviews.get(place, ()), key=lambda row: row.id)
        counted = list(_counted(rows, old=inward.has_old_grades))
        ungraded += len(rows) - len(counted)
        for row, rating in counted:
            at = Millis(row.id)
            if not _FIRST < at <= now.at or (key, at) in known:
                ungraded += at <= _FIRST
                ahead += at > now.at
                ours += _FIRST < at <= now.at
                continue
            events.append(
                Event(
                    device=device,
                    seq=row.id,
                    kind="review",
                    at=at,
                    day=study_day(at, day_start=hour),
                    card=key,
                    rating=rating,
                    took_ms=min(max(0, row.took_ms), _LONGEST_LOOK),
                    tick=at,
                )
            )
    return History(events, ungraded, ours, ahead)


def _counted(rows: Sequence[AnkiReview], *, old: bool) -> Iterator[tuple[AnkiReview, Rating]]:
    """The rows that say how well the card was known, since it was last made new."""
    resets = [place for place, row in enumerate(rows) if _is_reset(row)]
    for row in rows[resets[-1] + 1 :] if resets else rows:
        if not 1 <= row.ease <= 4 or row.kind >= _MANUAL:
            continue
        if row.kind == _FILTERED and not row.factor:
            continue
        # The old scheduler had three buttons while a card was learned: again, good, easy.
        shift = old and row.kind in (_LEARNING, _RELEARNING) and row.ease > 1
        yield row, Rating(min(4, row.ease + shift))


def _is_reset(row: AnkiReview) -> bool:
    return row.kind == _MANUAL and row.ease == 0 and row.factor == 0
