"""Plans for another id of a card, and another name of a deck. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from quizapp.deck.cards import name_of, old_keys
from quizapp.deck.edit.draft import Draft, Edit
from quizapp.deck.edit.entries import set_words, words_of
from quizapp.deck.edit.plan import Holds, Plan, renamed
from quizapp.deck.edit.tidy import kept_tidy
from quizapp.deck.kinds import Word
from quizapp.deck.load import load_deck
from quizapp.deck.model import Card, CardKey, Deck
from quizapp.deck.names import CARD_ID, DECK_NAME
from quizapp.deck.report import did_you_mean, quote
from quizapp.deck.tree import List, Map, Scalar
from quizapp.errors import QuizError


def rename_card(path: Path, old: str, new: str, used: Collection[CardKey] = ()) -> Plan:
    """Give a card another id, and let it remember the one it has.

    Args:
        path: the deck's file; the card may be in one that it includes.
        old: the card's id.
        new: the id to have.
        used: keys that may not be taken besides those of this deck, such as reviewed ones.

    Raises:
        DeckErrors: the deck has problems.
        QuizError: there is no such card, or the new id cannot be (status 2).
    """
    deck = load_deck(path)
    card = find(deck, old)
    key = CardKey(f"{deck.name}/{name_of(new)}")
    insist_on(CARD_ID, new)
    names = [deck.name, *(word.value for word in words_of(Draft.open(path).root.items.get("was")))]
    _refuse_used(deck, card, [CardKey(f"{name}/{name_of(new)}") for name in names], used)
    draft = Draft.open(card.where.path)
    node = node_of(draft, card)
    entries = [word.value for word in words_of(node.items.get("was"))]
    words = [word for word in entries if key not in old_keys([deck.name], None, [word])]
    written = node.items["id"]
    edits = set_words(draft, node, "was", [*words, card.key.partition("/")[2]], "id")
    edits.append(Edit(written.start.index, written.end.index, _as_before(draft, written, new)))
    cards = [renamed(one, key) if one is card else one for one in deck.cards]
    return Plan(kept_tidy([draft.edited(edits)]), {path: Holds(tuple(cards), files=deck.files)})


def rename_deck(path: Path, new: str, used: Collection[str] = ()) -> Plan:
    """Give a deck another name, and let it remember the one it has.

    Args:
        path: the deck's file.
        new: the name to have.
        used: names that may not be taken.

    Raises:
        DeckErrors: the deck has problems.
        QuizError: the new name cannot be (status 2).
    """
    deck = load_deck(path)
    insist_on(DECK_NAME, new)
    draft = Draft.open(path)
    before = [word.value for word in words_of(draft.root.items.get("was"))]
    if new == deck.name or (new in used and new not in before):
        what = "the deck has that name" if new == deck.name else "another deck has or had that name"
        raise QuizError(f"{quote(new)}: {what}", "Choose another.", status=2)
    _refuse_own(deck, new)
    entries = [name for name in before if name != new]
    written = draft.root.items["deck"]
    edits = set_words(draft, draft.root, "was", [*entries, deck.name], "deck")
    edits.append(Edit(written.start.index, written.end.index, _as_before(draft, written, new)))
    cards = [renamed(card, CardKey(f"{new}/{card.key.partition('/')[2]}")) for card in deck.cards]
    return Plan(kept_tidy([draft.edited(edits)]), {path: Holds(tuple(cards), files=deck.files)})


def find(deck: Deck, id: str) -> Card:
    """The card of a deck with this id.

    Raises:
        QuizError: there is none (status 2).
    """
    name = name_of(id.removeprefix(f"{deck.name}/"))
    for card in deck.cards:
        if card.key == f"{deck.name}/{name}":
            return card
    known = [card.key.partition("/")[2] for card in deck.cards]
    remedy = did_you_mean(id, known, f"`quizapp deck show {deck.path}` lists its cards.")
    message = f"{deck.path} has no card {quote(id)}"
    raise QuizError(message, remedy[:1].upper() + remedy[1:], status=2)


def node_of(draft: Draft, card: Card) -> Map:
    """A card's map in the file it is written in."""
    cards = draft.root.items["cards"]
    assert isinstance(cards, List)
    for node in cards.items:
        if isinstance(node, Map) and draft.position(node) == card.where:
            return node
    raise QuizError(f"{draft.path} was changed in this moment", "Try again.")


def insist_on(kind: Word, name: str) -> None:
    """Refuse what cannot be a name of this kind (status 2)."""
    if len(name) > kind.longest or re.fullmatch(kind.pattern, name) is None:
        remedy = f"Write {kind.looks}, at most {kind.longest} characters."
        raise QuizError(f"{quote(name)} cannot be {kind.called}", remedy, status=2)


def _refuse_used(
    deck: Deck, card: Card, keys: Sequence[CardKey], used: Collection[CardKey]
) -> None:
    """``keys`` are what the new id means, under the deck's name and under its earlier ones."""
    key, *_ = keys
    if key == card.key:
        raise QuizError(f"the card is {quote(key)} already", "Choose another id.", status=2)
    others = [one for one in deck.cards if one is not card]
    had = {old for one in others for old in one.was}.union(used).difference(card.was)
    if any(one.key == key for one in others):
        message = f"{quote(key)} is another card"
    elif not had.isdisjoint(keys):
        message = f"{quote(key)} was another card, whose reviews are kept under it"
    else:
        return
    raise QuizError(message, "An id is a card's name for ever: choose another.", status=2)


def _refuse_own(deck: Deck, new: str) -> None:
    """A card whose ``was`` names the very key that it would have again."""
    for draft in map(Draft.open, deck.files):
        cards = draft.root.items.get("cards")
        for node in cards.items if isinstance(cards, List) else ():
            own = words_of(node.items["id"]) if isinstance(node, Map) else []
            listed = words_of(node.items.get("was")) if isinstance(node, Map) else []
            if any(word.value == f"{new}/{id.value}" for id in own for word in listed):
                message = f"{draft.position(node)}: the card would be what its 'was' names"
                raise QuizError(message, f"Take {quote(f'{new}/{own[0].value}')} out of it first.")


def _as_before(draft: Draft, node: object, new: str) -> str:
    """A name in the quotes, if any, of the one it replaces."""
    assert isinstance(node, Scalar)
    sign = draft.text[node.start.index]
    return f"{sign}{new}{sign}" if sign in "'\"" else new
