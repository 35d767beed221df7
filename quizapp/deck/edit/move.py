"""Plans for cards that go to another deck, or to another file of theirs. Writes nothing."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from quizapp.deck.edit.draft import Draft, Edit
from quizapp.deck.edit.entries import Cut, cuts, put_in, set_words, take_out, words_of
from quizapp.deck.edit.luggage import Luggage, luggage
from quizapp.deck.edit.plan import Holds, Plan, renamed
from quizapp.deck.edit.rename import find, insist_on
from quizapp.deck.edit.tidy import kept_tidy
from quizapp.deck.load import load_deck
from quizapp.deck.model import Card, CardKey, Deck
from quizapp.deck.names import DECK_NAME
from quizapp.deck.report import did_you_mean, quote
from quizapp.deck.tree import List, Map
from quizapp.errors import QuizError

Files = dict[Path, Draft]


def picked(deck: Deck, ids: Sequence[str]) -> list[Card]:
    """The cards with these ids, in the order of the deck.

    Raises:
        QuizError: one of them is not there (status 2).
    """
    keys = {find(deck, id).key for id in ids}
    return [card for card in deck.cards if card.key in keys]


def tagged(deck: Deck, tag: str) -> list[Card]:
    """The cards with a tag.

    Raises:
        QuizError: there are none (status 2).
    """
    cards = [card for card in deck.cards if tag in card.tags]
    if not cards:
        known = sorted({one for card in deck.cards for one in card.tags})
        help = did_you_mean(tag, known, f"There are: {', '.join(known) or 'none'}.")
        raise QuizError(f"no card has the tag {quote(tag)}", help[:1].upper() + help[1:], status=2)
    return cards


def move(deck: Deck, cards: Sequence[Card], target: Path, used: Collection[CardKey] = ()) -> Plan:
    """Move cards to another deck; they remember where they were.

    Args:
        deck: their deck.
        cards: some of its cards.
        target: the file of the other deck.
        used: keys that may not be taken besides those of that deck, such as reviewed ones.

    Raises:
        DeckErrors: the other deck has problems.
        QuizError: they cannot go there as they are.
    """
    other = load_deck(target)
    if deck.name == other.name:
        raise QuizError(f"{quote(deck.name)} is both decks", "Name another one.", status=2)
    moved = _moved(cards, other.name)
    taken = {key for card in other.cards for key in (card.key, *card.was)}
    for before, card in zip(cards, moved, strict=True):
        if card.key in taken or (card.key in used and card.key not in before.was):
            remedy = "Give the card another id first: `quizapp deck rename`."
            raise QuizError(f"{quote(card.key)} is or was another card", remedy)
    goods = luggage(deck, other, cards)
    holds = Holds((*other.cards, *moved), goods.labs, other.files)
    return _transfer(deck, cards, Draft.open(target), goods, holds)


def split(
    deck: Deck, cards: Sequence[Card], new: Path, name: str, used: Collection[str] = ()
) -> Plan:
    """Move cards to a new deck in a new file; they remember where they were.

    Args:
        deck: their deck.
        cards: some of its cards.
        new: the file to be made.
        name: the new deck's name.
        used: names that may not be taken.

    Raises:
        QuizError: the name cannot be, or is in use (status 2).
    """
    insist_on(DECK_NAME, name)
    if name == deck.name or name in used:
        raise QuizError(f"{quote(name)} is or was a deck", "Choose another name.", status=2)
    head = f"quizapp: 1\ndeck: {name}\n{_license(Draft.open(deck.path))}cards: []\n"
    goods = luggage(deck, Deck(name, deck.title, new, (), {}), cards)
    holds = Holds(tuple(_moved(cards, name)), goods.labs)
    return _transfer(deck, cards, Draft(new, head, None), goods, holds)


def split_inside(deck: Deck, cards: Sequence[Card], new: Path) -> Plan:
    """Move cards to a new file that the deck includes; they stay the same cards.

    Raises:
        QuizError: the file would not be inside the deck's folder (status 2).
    """
    home = deck.path.absolute().parent
    inside = Path(os.path.relpath(new.absolute(), home)).as_posix()
    if inside.startswith(os.pardir):
        remedy = "What a deck includes is in its folder, or below."
        raise QuizError(f"{new} is outside {home}", remedy, status=2)
    drafts = {file: Draft.open(file) for file in deck.files}
    there = Draft(deck.path.parent / inside, "quizapp: 1\ncards: []\n", None)
    there = there.edited(put_in(there, "cards", _cuts(drafts, drafts, cards)))
    main = drafts[deck.path]
    names = [word.value for word in words_of(main.root.items.get("include"))]
    edits = _gone(drafts, cards)
    edits[deck.path] += set_words(main, main.root, "include", [*names, inside], "deck")
    kept = tuple(drafts[file].edited(of) for file, of in edits.items())
    holds = Holds(tuple(deck.cards), tuple(deck.labs.values()), (*deck.files, there.path))
    return Plan(kept_tidy([there, *kept]), {deck.path: holds})


def _moved(cards: Iterable[Card], name: str) -> list[Card]:
    return [renamed(card, CardKey(f"{name}/{card.key.partition('/')[2]}")) for card in cards]


def _transfer(
    deck: Deck, cards: Sequence[Card], there: Draft, goods: Luggage, holds: Holds
) -> Plan:
    """Cards and luggage out of a deck's files and into one of another's."""
    drafts = {file: Draft.open(file) for file in deck.files}
    moved = holds.cards[-len(cards) :]
    gained = put_in(there, "cards", _cuts(drafts, _remembering(drafts, cards, moved), cards))
    for key, things in goods.brought.items():
        gained += put_in(there, key, things) if things else []
    edits = _gone(drafts, cards)
    for file, key, places in goods.left:
        edits[file] += take_out(drafts[file], key, places)
    keys = {card.key for card in cards}
    rest = tuple(card for card in deck.cards if card.key not in keys)
    lost = tuple(drafts[file].edited(of) for file, of in edits.items())
    return Plan(
        (*goods.files, *kept_tidy([there.edited(gained), *lost])),
        {there.path: holds, deck.path: Holds(rest, files=deck.files)},
        tuple(goods.notes),
    )


def _remembering(drafts: Files, cards: Sequence[Card], moved: Sequence[Card]) -> Files:
    """The files with every earlier key of the cards in their ``was``, in full."""
    after = {card.where: one.was for card, one in zip(cards, moved, strict=True)}
    edited: Files = {}
    for file, places in _places(drafts, cards).items():
        draft = drafts[file]
        edits: list[Edit] = []
        for node in (_list(draft).items[at] for at in places):
            assert isinstance(node, Map)
            edits += set_words(draft, node, "was", after[draft.position(node)], "id")
        edited[file] = draft.edited(edits)
    return {**drafts, **edited}


def _places(drafts: Files, cards: Sequence[Card]) -> Mapping[Path, list[int]]:
    """The places of cards in the lists of their files."""
    meant = {card.where for card in cards}
    found: dict[Path, list[int]] = {}
    for file in dict.fromkeys(card.where.path for card in cards):
        nodes = enumerate(_list(drafts[file]).items)
        found[file] = [at for at, node in nodes if drafts[file].position(node) in meant]
    if sum(map(len, found.values())) != len(cards):
        raise QuizError("a file was changed in this moment; nothing was written", "Try again.")
    return found


def _cuts(drafts: Files, after: Files, cards: Sequence[Card]) -> list[Cut]:
    """The cards as they are written in the files ``after`` some edits."""
    places = _places(drafts, cards)
    return [one for file, at in places.items() for one in cuts(after[file], _list(after[file]), at)]


def _gone(drafts: Files, cards: Sequence[Card]) -> dict[Path, list[Edit]]:
    edits: dict[Path, list[Edit]] = defaultdict(list)
    for file, places in _places(drafts, cards).items():
        edits[file] += take_out(drafts[file], "cards", places)
    return edits


def _list(draft: Draft) -> List:
    cards = draft.root.items["cards"]
    assert isinstance(cards, List)
    return cards


def _license(draft: Draft) -> str:
    """The line of the deck's licence, under which its cards stay."""
    names = list(draft.root.items)
    if "license" not in names:
        return ""
    (written,) = cuts(draft, draft.root, [names.index("license")])
    return "\n".join(written.lines or [written.inside]) + "\n"
