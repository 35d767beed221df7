"""Reviews from another device into the log: a set union, then a replay of the cards touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from quizapp.deck.model import CardKey
from quizapp.review.model import Event
from quizapp.store import rows
from quizapp.store.db import Replay, Store


class Merged(NamedTuple):
    """What a merge came to: events that were new here, those known before, and cards replayed."""

    added: int
    known: int
    cards: frozenset[CardKey]


def merge(
    store: Store,
    events: Iterable[Event],
    names: Callable[[CardKey], Sequence[CardKey]],
    replay: Replay,
) -> Merged:
    """Add what the log does not have yet, and derive the states of its cards, in one transaction.

    In whichever order logs are merged, and however often, the log and the states become the same.

    Args:
        store: whose states must be derived by the rules of ``replay`` already.
        events: complete ones, each with device, seq and tick.
        names: all keys under which a card's reviews may be logged, its present one first.
        replay: derives a card's state from its standing reviews.

    Raises:
        QuizError: the database cannot be written; nothing was changed.
    """
    counts = [0, 0]
    touched: set[CardKey] = set()
    with store.writing() as database:
        for event in events:
            added = database.execute(
                f"INSERT INTO events ({rows.EVENT}) VALUES ({rows.marks(rows.EVENT)})"
                " ON CONFLICT (device, seq) DO NOTHING",
                rows.event_row(event),
            ).rowcount
            counts[added] += 1
            if added:
                touched.add(event.card)
        cards = frozenset(names(card)[0] for card in touched)
        for card in cards:
            store.put(replay(card, store.reviews(names(card))))
    return Merged(counts[1], counts[0], cards)
