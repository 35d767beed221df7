"""What decks claim of each other: a ``was`` that names a card which another deck has, or claims.

Inside one deck ``ids`` sees to that. A history that two cards want belongs to neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quizapp.deck.keys import key_at, top_key
from quizapp.deck.lazy import Cards
from quizapp.deck.model import CardKey, Deck, Position
from quizapp.deck.report import DeckErrors, Problem, quote


def disputes(decks: Iterable[Deck]) -> list[DeckErrors]:
    """The decks that claim what is not theirs, with a problem at each such ``was``."""
    shelf = {deck.name: deck for deck in decks}
    found: dict[str, dict[Position, Problem]] = defaultdict(dict)
    for one in contested(shelf.values()):
        where, length = _place(one.deck, one.old, one.present)
        problem = Problem("E111", one.message, where, length, one.help)
        found[one.deck.name].setdefault(where, problem)
    return [DeckErrors(shelf[name].path, list(of.values())) for name, of in found.items()]


class Contested(NamedTuple):
    """A card of ``deck`` that claims to have been what another deck has, or claims too."""

    deck: Deck
    old: CardKey
    present: CardKey
    message: str
    help: str


def contested(decks: Iterable[Deck]) -> Iterator[Contested]:
    """Each claim to what is another deck's; no file is asked where it stands."""
    shelf = {deck.name: deck for deck in decks}
    first: dict[CardKey, Deck] = {}
    for deck in shelf.values():
        for old, present in _claims(deck):
            other = shelf.get(old.partition("/")[0])
            if other is not None and other is not deck and _has(other, old):
                message = f"{quote(old)} in 'was' is a card that is still in {other.path}"
                help = "delete it there, or take it out of 'was'"
            elif (other := first.setdefault(old, deck)) is not deck:
                message = f"two cards were {quote(old)}; the other is in {other.path}"
                help = "remove one of the two"
            else:
                continue
            yield Contested(deck, old, present, message, help)


def _claims(deck: Deck) -> Iterator[tuple[CardKey, CardKey]]:
    if isinstance(deck.cards, Cards):
        yield from deck.cards.renamed.items()


def _has(deck: Deck, key: CardKey) -> bool:
    return isinstance(deck.cards, Cards) and deck.cards.has(key)


def _place(deck: Deck, old: CardKey, present: CardKey) -> tuple[Position, int]:
    """Where the claim is written: by the card, or once for the whole deck."""
    card = deck.cards.find(present) if isinstance(deck.cards, Cards) else None
    whole = top_key(deck.path, "was")
    if card is None or (whole and old.partition("/")[2] == present.partition("/")[2]):
        return whole or (Position(deck.path, 1, 1), 0)
    return key_at(card.where, "was")
