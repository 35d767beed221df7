"""Decks of ours into one Anki package, with the reviews of their cards. Writes no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from quizapp.config import Config
from quizapp.deck.model import Ask, Card, CardKey, CardType, Deck
from quizapp.deck.template import draw
from quizapp.exchange.apkg.collection import PARENT
from quizapp.exchange.apkg.faces import face
from quizapp.exchange.apkg.package import Entry, Frame, packed
from quizapp.exchange.apkg.progress import Calendar, log, schedule, unseen
from quizapp.exchange.model import Loss
from quizapp.exchange.plain import Measure
from quizapp.review.days import day_begins
from quizapp.review.model import Event, Moment, Phase, StudyDay
from quizapp.review.schedule import Scheduler

_IDS = (1_500_000_000_000, 200_000_000_000)
"""Anki's ids are milliseconds: ours are hashes within some years, so that they stay the same."""


@dataclass(frozen=True, slots=True)
class Outward:
    """What goes with the cards, and how.

    ``reviews`` are the standing reviews of each card, under its present key, in log order.
    """

    config: Config
    moment: Moment
    lang: str
    measure: Measure
    reviews: Mapping[CardKey, Sequence[Event]] = field(default_factory=dict)


class Package(NamedTuple):
    """A package as the bytes of its file, what is in it, and what could not be carried."""

    data: bytes
    cards: int
    reviews: int
    losses: Sequence[Loss]


def package(decks: Sequence[Deck], outward: Outward) -> Package:
    """A package of the decks' cards."""
    losses: list[Loss] = []
    scheduler = Scheduler.of(outward.config)
    calendar = _calendar(outward)
    ids = _Ids()
    entries: list[Entry] = []
    names = {ids.of(f"{PARENT}::"): PARENT}
    for deck in decks:
        where = ids.of(deck.name)
        names[where] = _name(deck, outward.lang, names.values())
        losses += _of_deck(deck, outward.lang)
        for card in deck.cards:
            entry = _entry(card, where, len(entries), ids.of(card.key), outward, calendar, losses)
            if entry is not None:
                entries.append(entry)
    frame = Frame(
        created=day_begins(calendar.first, day_start=calendar.day_start) // 1000,
        west=_west(calendar),
        day_start=calendar.day_start,
        decks=names,
        scheduler=scheduler,
        new_per_day=outward.config.new_per_day,
        reviews_per_day=outward.config.reviews_per_day,
    )
    reviews = sum(len(entry.log) for entry in entries)
    return Package(packed(frame, entries), len(entries), reviews, losses)


def _name(deck: Deck, lang: str, taken: Collection[str]) -> str:
    """What the deck is called in Anki, where no two have one name. It lies in a deck of ours: one
    that came from Anki would else be mixed with the cards that it was made of.
    """
    # Two colons would make a deck inside a deck of it.
    name = f"{PARENT}::{deck.title.pick(lang).replace('::', ':').strip() or deck.name}"
    return f"{name} ({deck.name})" if name in taken else name


def _of_deck(deck: Deck, lang: str) -> Iterator[Loss]:
    """What is told once a deck, with its number, and not for each card."""
    plain = Counter(card.type.value for card in deck.cards if card.type in _MADE_PLAIN)
    for kind, number in sorted(plain.items()):
        cards = "1 card" if number == 1 else f"{number} cards"
        done = "plain cards, which the learner grades"
        yield Loss("type", f"{cards} of the type {kind}", done, deck.name)
    checked = sum(
        bool(card.verify or card.when or any(option.when for option in card.options))
        for card in deck.cards
    )
    if checked:
        cards = "1 card" if checked == 1 else f"{checked} cards"
        yield Loss("check", f"the checks of {cards}", "left out: Anki runs no labs", deck.name)
    left: set[str] = set()
    for card in deck.cards:
        codes = {code for code, _ in card.question.by_lang}
        if lang in codes:  # else another is taken in its place
            left |= codes - {lang}
    if others := sorted(left):
        yield Loss("language", f"texts in {', '.join(others)}", "left out", deck.name)


_MADE_PLAIN = (CardType.NUMBER, CardType.ORDER, CardType.TRUTH)


def _entry(
    card: Card,
    deck: int,
    place: int,
    id: int,
    outward: Outward,
    calendar: Calendar,
    losses: list[Loss],
) -> Entry | None:
    drawn = draw(card, 0)
    if card.vary:
        values = ", ".join(card.vary)
        losses.append(Loss("vary", f"other values of {values}", "one of each is asked", card.key))
    measured = None
    if isinstance(drawn.answer, Ask):
        measured = outward.measure(drawn)
        if measured is None:
            losses.append(Loss("card", "an answer that a lab measures", "left out", card.key))
            return None
    scheduler = Scheduler.of(outward.config)
    state, rows = log(card.key, outward.reviews.get(card.key, ()), scheduler)
    return Entry(
        id=id,
        guid=f"quizapp-{sha256(card.key.encode()).hexdigest()[:20]}",
        deck=deck,
        face=face(drawn, outward.lang, measured),
        tags=card.tags,
        changed=int(card.where.path.stat().st_mtime),
        schedule=unseen(place + 1)
        if state.phase is Phase.NEW
        else schedule(state, scheduler, calendar, place + 1),
        log=rows,
    )


class _Ids:
    """Whole numbers for names: the same name the same number, as long as no other took it."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def of(self, name: str) -> int:
        first, span = _IDS
        id = first + int.from_bytes(sha256(name.encode()).digest()[:8], "big") % span
        while id in self._taken:
            id += 1
        self._taken.add(id)
        return id


def _calendar(outward: Outward) -> Calendar:
    """The collection's days, from that of the first review on."""
    days = [review.day for own in outward.reviews.values() for review in own]
    today = outward.moment.day
    return Calendar(StudyDay(min(days, default=today)), today, outward.config.day_start)


def _west(calendar: Calendar) -> int:
    """Minutes that the clock here is behind UTC on the collection's first day."""
    begins = day_begins(calendar.first, day_start=calendar.day_start) / 1000
    offset = datetime.fromtimestamp(begins).astimezone().utcoffset()
    return 0 if offset is None else -int(offset.total_seconds() // 60)
