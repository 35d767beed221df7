"""What a day holds: current states, limits left, what is due in each deck. Reads; asks nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from quizapp.config import Config
from quizapp.deck.model import CardKey, Deck, LocalText
from quizapp.review.days import day_begins
from quizapp.review.model import CardState, Millis, Moment, StudyDay
from quizapp.review.queue import Counts, Held, Limits, plan
from quizapp.review.schedule import MODEL, Scheduler
from quizapp.store.db import Store

if TYPE_CHECKING:
    from quizapp.deck.library import Library


class DeckToday(NamedTuple):
    """A deck's share of today.

    ``counts`` keeps to the day's limits; ``unseen`` are all cards never studied. ``next_due`` is
    when something comes due next if nothing is now (``None``: nothing is scheduled).
    """

    name: str
    title: LocalText
    cards: int
    counts: Counts
    unseen: int
    next_due: Millis | None


class Today(NamedTuple):
    """All decks, the sum that the day's limits allow, and what they keep back."""

    decks: tuple[DeckToday, ...]
    counts: Counts
    held: Held


def today(
    library: Library, store: Store, config: Config, moment: Moment, only: Iterable[str] = ()
) -> Today:
    """What is due in the decks of ``library`` (or ``only`` those named)."""
    names = set(only)
    decks = [deck for deck in library.decks if not names or deck.name in names]
    keys: dict[str, list[CardKey]] = {deck.name: [] for deck in decks}
    every = tuple(library.keys())
    for key in every:
        keys.get(key.partition("/")[0], []).append(key)
    renamed = library.renamed()
    states = current_states(store, Scheduler.of(config), renamed)
    limits = limits_left(store, config, moment, renamed)
    shares = tuple(
        _share(deck, keys[deck.name], states, moment, limits, config.day_start) for deck in decks
    )
    shown = [key for own in keys.values() for key in own]
    whole = plan(shown, states, moment, limits)
    return Today(shares, whole.counts, whole.held)


def _share(
    deck: Deck,
    keys: Sequence[CardKey],
    states: Mapping[CardKey, CardState],
    moment: Moment,
    limits: Limits,
    day_start: int,
) -> DeckToday:
    counts = plan(keys, states, moment, limits).counts
    unseen = sum(key not in states for key in keys)
    next_due = None if any(counts) else _next_due(keys, states, moment, day_start)
    return DeckToday(deck.name, deck.title, len(keys), counts, unseen, next_due)


def current_states(
    store: Store, scheduler: Scheduler, renamed: Mapping[CardKey, CardKey]
) -> Mapping[CardKey, CardState]:
    """The card states under these rules, derived anew if the stored ones came from others."""
    wanted = fingerprint(scheduler, renamed)
    if store.fingerprint == wanted:
        return store.states()
    if store.readonly:
        return scheduler.replay_all(store.reviews(), renamed)
    return store.rebuild(wanted, lambda reviews: scheduler.replay_all(reviews, renamed))


def fingerprint(scheduler: Scheduler, renamed: Mapping[CardKey, CardKey]) -> str:
    """Names everything besides the log that states depend on, the model first."""
    rules = repr((scheduler, sorted(renamed.items())))
    return f"{MODEL} {hashlib.sha256(rules.encode()).hexdigest()[:16]}"


def keys_of(card: CardKey, renamed: Mapping[CardKey, CardKey]) -> tuple[CardKey, ...]:
    """All keys that a card's reviews may be logged under, its present one first."""
    present = renamed.get(card, card)
    return (present, *(old for old, new in renamed.items() if new == present))


def limits_left(
    store: Store, config: Config, moment: Moment, renamed: Mapping[CardKey, CardKey]
) -> Limits:
    """How much of the day's limits is left."""
    done = store.studied(moment.day, renamed)
    return Limits(
        max(0, config.new_per_day - done.new), max(0, config.reviews_per_day - done.reviews)
    )


def _next_due(
    keys: Iterable[CardKey],
    states: Mapping[CardKey, CardState],
    moment: Moment,
    day_start: int,
) -> Millis | None:
    known = [states[key] for key in keys if key in states]
    if not known:
        return None
    day = min(state.due_day for state in known)
    # What the limits kept back today comes tomorrow.
    return day_begins(StudyDay(max(day, moment.day + 1)), day_start=day_start)
