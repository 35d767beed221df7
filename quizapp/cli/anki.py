"""What ``import`` and ``export`` do with Anki's packages beyond cards: reviews, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quizapp.cli.deck.named import count
from quizapp.cli.measuring import measuring
from quizapp.cli.settings import open_settings
from quizapp.deck.library import Library
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.exchange import formats
from quizapp.paths import database
from quizapp.review.days import now
from quizapp.review.model import Event
from quizapp.review.schedule import Scheduler
from quizapp.review.today import current_states, keys_of
from quizapp.store.db import Store

if TYPE_CHECKING:
    from quizapp.exchange.apkg.inward import Inward
    from quizapp.exchange.apkg.outward import Package


class Brought(NamedTuple):
    """Reviews that were new, those that the log had, and rows of Anki's log that are no reviews."""

    added: int
    known: int
    passed_over: int

    def told(self, *, dry: bool) -> str:
        """It in words, what is none of it left unsaid."""
        said = f"{count(self.added, 'review')} {'would go' if dry else 'went'} into your history"
        rest = [
            f"{number} {what}"
            for number, what in (
                (self.known, "were there already"),
                (self.passed_over, "in Anki's log are none or came from here"),
            )
            if number
        ]
        return f"{said} ({', '.join(rest)})" if rest else said


def read(file: Path) -> Inward:
    """The package, for its cards and its reviews.

    Raises:
        QuizError: it is no package (status 2), or cannot be read.
    """
    from quizapp.exchange.apkg import inward

    if file.suffix.lower() == ".colpkg":
        raise formats.whole_collection(file)
    if file.suffix.lower() != ".apkg":
        remedy = "Leave --history out."
        raise QuizError(f"{file}: only an Anki package (.apkg) has reviews", remedy, status=2)
    return inward.read(file, history=True)


def bring_reviews(inward: Inward, keys: Mapping[str, CardKey], *, dry: bool) -> Brought:
    """Put a package's reviews into the log, and derive the states of their cards.

    Args:
        inward: the package.
        keys: the card that each place in it became; the other cards' reviews are left.
        dry: only count what would be put there.

    Raises:
        QuizError: the database cannot be used; nothing was changed.
    """
    from quizapp.exchange.apkg.history import history
    from quizapp.store.merge import merge

    config = open_settings()
    rules, renamed = Scheduler.of(config), Library.load().renamed()
    with Store.open(database(), readonly=dry) as store:
        logged = store.events()
        found = history(inward, keys, logged, now(config.day_start), config.day_start)
        if dry:
            known = {(event.device, event.seq) for event in logged}
            added = sum((event.device, event.seq) not in known for event in found.events)
            return Brought(added, len(found.events) - added, found.passed_over)
        current_states(store, rules, renamed)  # a merge adds to states of the present rules
        merged = merge(store, found.events, lambda card: keys_of(card, renamed), rules.replay)
    return Brought(merged.added, merged.known, found.passed_over)


def packed(library: Library, lang: str, *, reviews: bool) -> Package:
    """The decks of a library as a package, with the reviews of their cards if ``reviews``.

    Raises:
        QuizError: the settings or the database cannot be read.
    """
    from quizapp.exchange.apkg.outward import Outward, package

    config = open_settings()
    with (
        Store.open(database(), readonly=True) as store,
        measuring(library, store, config.device) as measure,
    ):
        outward = Outward(
            config=config,
            moment=now(config.day_start),
            lang=lang,
            measure=measure,
            reviews=_by_card(store, library.renamed()) if reviews else {},
        )
        return package(library.decks, outward)


def _by_card(store: Store, renamed: Mapping[CardKey, CardKey]) -> dict[CardKey, list[Event]]:
    """The standing reviews of each card, under its present key."""
    found: dict[CardKey, list[Event]] = {}
    for review in store.reviews():
        found.setdefault(renamed.get(review.card, review.card), []).append(review)
    return found
