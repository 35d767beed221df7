"""Warnings for authors about whose reviews a card has, or might have. Edits nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from quizapp.deck.alike import STRANGE, Match, likeness
from quizapp.deck.face import face_of
from quizapp.deck.keys import key_at, top_key
from quizapp.deck.library import Library
from quizapp.deck.model import Card, CardKey, Deck, Position
from quizapp.deck.report import Problem, quote
from quizapp.review.orphans import Past, matches

CODE = "W206"
STRANGER = "W207"


def offers(past: Past, decks: Sequence[Deck]) -> list[Problem]:
    """What to write where, so that reviews get their card back."""
    found = matches(past, decks)
    library = Library(tuple(decks))
    told = list(_whole_decks(past, library, found))
    for one in found.values():
        card = library.card(one.likely[0]) if one.likely else None
        if card is not None:
            told.append(_clear(past, card, one) if one.clear else _open(past, card, one))
    return sorted(told, key=lambda one: (str(one.position.path), one.position.line))


def strangers(past: Past, decks: Sequence[Deck]) -> list[Problem]:
    """Cards whose reviews were given to quite another question."""
    return [
        problem
        for deck in decks
        for card in deck.cards
        if card.key in past.lived and (problem := _stranger(past, deck, card)) is not None
    ]


def _stranger(past: Past, deck: Deck, card: Card) -> Problem | None:
    """Judged by what was seen last: a review of the card as it is now settles the matter."""
    names = [key for key in (card.key, *card.was) if key in past.reviewed and key in past.faces]
    if not names:
        return None
    last = past.faces[max(names, key=lambda key: past.reviewed[key].last)]
    if likeness(last, face_of(card, deck.path)) >= STRANGE:
        return None
    count = _count(sum(past.reviewed[key].times for key in names))
    message = f"{count} of this card went to another question: {quote(last.question)}"
    where, length = key_at(card.where, "was" if last.card != card.key else "id")
    help = "if this is another card, it needs an id that nothing had before"
    return Problem(STRANGER, message, where, length, help)


def written(old: CardKey, present: CardKey) -> str:
    """An earlier key as the card would write it in its ``was``."""
    deck, _, name = old.partition("/")
    return name if deck == present.partition("/")[0] else old


def _whole_decks(past: Past, library: Library, found: dict[CardKey, Match]) -> Iterator[Problem]:
    """One word for a deck that got another name; its cards are taken out of ``found``."""
    groups: dict[tuple[str, str], list[CardKey]] = defaultdict(list)
    here = {deck.name for deck in past.library.decks}
    for old, one in found.items():
        if not one.clear:
            continue
        (was, _, name), (deck, _, present) = (key.partition("/") for key in (old, *one.likely))
        if name == present and was not in here:
            groups[was, deck].append(old)
    for (was, name), cards in groups.items():
        if len(cards) > 1:
            path = library.named([name])[0].path
            where, length = top_key(path, "deck") or (Position(path, 1, 1), 0)
            message = (
                f"{len(cards)} cards look like those of {quote(was)}, a deck that is gone"
                f" and has {_reviews(past, cards)}"
            )
            yield Problem(CODE, message, where, length, f"add a line: was: {was}")
            for old in cards:
                del found[old]


def _clear(past: Past, card: Card, one: Match) -> Problem:
    message = (
        f"this looks like {quote(one.card)}, a card that is gone"
        f" and has {_reviews(past, [one.card])}"
    )
    return _at(card, message, f"if it is the same card, add: was: {written(one.card, card.key)}")


def _open(past: Past, card: Card, one: Match) -> Problem:
    others = ", ".join(quote(key) for key in one.likely[1:3])
    message = (
        f"this may be {quote(one.card)}, a card that is gone with {_reviews(past, [one.card])}"
    )
    if others:
        message += f", and so may {others}"
    return _at(card, message, f"to the one that it is, add: was: {written(one.card, card.key)}")


def _at(card: Card, message: str, help: str) -> Problem:
    where, length = key_at(card.where, "id")
    return Problem(CODE, message, where, length, help)


def _reviews(past: Past, cards: Sequence[CardKey]) -> str:
    return _count(sum(past.lost[card].times for card in cards))


def _count(times: int) -> str:
    return "1 review" if times == 1 else f"{times} reviews"
