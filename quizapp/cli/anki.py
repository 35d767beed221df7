"""What ``import`` and ``export`` do with Anki's packages beyond cards: reviews, in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Reviews that were new and those that the log had; of these, how many count for cards of other
    ``decks``, which are among the learner's if ``is_here``. The rest are rows that are no reviews.
    """

    added: int
    known: int
    elsewhere: int
    decks: Sequence[str]
    is_here: bool
    ungraded: int
    ours: int
    ahead: int

    def told(self, *, dry: bool) -> str:
        """It in words, what is none of it left unsaid."""
        said = f"{count(self.added, 'review')} {'would go' if dry else 'went'} into your history"
        rest = [
            f"{number} {what}"
            for number, what in (
                (self.known, "were there already"),
                (self.ours, "are reviews that went to Anki from here"),
                (self.ungraded, "rows of Anki's log are no graded answers"),
                (self.ahead, "left out: of a time to come; is one of the clocks wrong?"),
            )
            if number
        ]
        return f"{said} ({', '.join(rest)})" if rest else said

    def told_elsewhere(self, deck: str) -> str:
        """Whose the reviews are that do not count for this deck, and how they would."""
        if not self.elsewhere:
            return ""
        names = ", ".join(self.decks)
        said = (
            f"{count(self.elsewhere, 'review')} of those count for cards of {names}, not for these"
        )
        if self.is_here:
            return f"{said}: {names} is among your decks"
        was = names if len(self.decks) == 1 else f"[{names}]"
        return f"{said}. If these are the same cards, add below `deck: {deck}` a line: was: {was}"


def read(file: Path) -> Inward:
    """The package, for its cards and its reviews.

    Raises:
        QuizError: it is no package (status 2), or cannot be read.
    """
    from quizapp.exchange.apkg import inward

    if file.suffix.lower() not in formats.ANKI:
        remedy = "Leave --history out."
        raise QuizError(f"{file}: only an Anki package (.apkg) has reviews", remedy, status=2)
    return inward.read(file, history=True)


def bring_reviews(inward: Inward, keys: Mapping[str, CardKey], into: Path, *, dry: bool) -> Brought:
    """Put a package's reviews into the log, and derive the states of their cards.

    Args:
        inward: the package.
        keys: the card that each place in it became; the other cards' reviews are left.
        into: the deck's file, which may not be there yet in a dry run.
        dry: only count what would be put there.

    Raises:
        QuizError: the database cannot be used; nothing was changed.
    """
    from quizapp.exchange.apkg.history import history
    from quizapp.store.merge import merge

    config = open_settings()
    rules, library = Scheduler.of(config), Library.load()
    here = Library.load([into]) if into.exists() else Library()
    renamed = {**library.renamed(), **here.renamed()}
    with Store.open(database(), readonly=dry) as store:
        logged = store.events()
        found = history(inward, keys, logged, now(config.day_start), config.day_start)
        if not dry:
            current_states(store, rules, renamed)  # a merge adds to states of the present rules
            merge(store, found.events, lambda card: keys_of(card, renamed), rules.replay)
    cards = {(event.device, event.seq): event.card for event in logged}
    known = [
        (event.card, renamed.get(card, card))
        for event in found.events
        if (card := cards.get((event.device, event.seq))) is not None
    ]
    decks = {card.partition("/")[0] for key, card in known if card != key}
    return Brought(
        added=len(found.events) - len(known),
        known=len(known),
        elsewhere=sum(card != key for key, card in known),
        decks=sorted(decks),
        is_here=not decks.isdisjoint(deck.name for deck in library.decks),
        ungraded=found.ungraded,
        ours=found.ours,
        ahead=found.ahead,
    )


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
