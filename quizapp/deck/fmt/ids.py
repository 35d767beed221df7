"""Ids for cards that have none: made of the question once, and fixed by being written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property

from quizapp.deck.cards import folded
from quizapp.deck.fmt.layout import Block, Entry
from quizapp.deck.model import CardKey
from quizapp.deck.quoting import one_line
from quizapp.deck.slug import slug
from quizapp.deck.tree import List, Map, Node, Scalar

Kept = Callable[[], Collection[CardKey]]
"""Gives the keys that reviews are kept under, of whatever deck."""


class Taken:
    """The ids that a deck's cards have, or had: no two may be alike, and none may take over the
    reviews of a card that is gone.
    """

    def __init__(self, roots: Sequence[Map], kept: Kept) -> None:
        self._roots, self._kept = roots, kept
        self._last: dict[str, int] = {}

    @cached_property
    def _names(self) -> set[str]:
        """Made when the first new id is; most files need none."""
        names = {name for root in self._roots for name in _ids(root)}
        decks = {name for root in self._roots for name in _said(root, "deck", "was")}
        for key in self._kept():
            deck, _, name = key.partition("/")
            # A file that names no deck is included by one that is not known here.
            if deck in decks or not decks:
                names.add(folded(name))
        return names

    def new(self, name: str) -> str:
        """The name, with a number behind it when it is taken; it is taken then."""
        number = self._last.get(name, 1)
        made = name
        while folded(made) in self._names:
            number += 1
            made = f"{name}-{number}"
        self._last[name] = number
        self._names.add(folded(made))
        return made


def add_ids(whole: Entry, taken: Taken) -> list[str]:
    """Put an id into every card of a file that lacks one, in its layout and its tree."""
    made = []
    for entry in _entries(whole):
        card = entry.value
        if isinstance(card, Map) and entry.block is not None and _lacks_id(card):
            made.append(taken.new(slug(_question(card)) or "card"))
            _put(entry.block, card, made[-1])
    return made


def _entries(whole: Entry) -> list[Entry]:
    """The cards of a file."""
    within = whole.block.entries if whole.block is not None else []
    (cards,) = [one.block for one in within if one.key and one.key.value == "cards"] or [None]
    return cards.entries if cards is not None else []


def _lacks_id(card: Map) -> bool:
    node = card.items.get("id")
    return node is None or (isinstance(node, Scalar) and node.plain and not node.value)


def _put(block: Block, card: Map, name: str) -> None:
    written = one_line(name)
    key = card.keys.setdefault("id", Scalar("id", True, card.start, card.start))
    value = card.items["id"] = Scalar(name, written == name, card.start, card.start)
    entry = next((one for one in block.entries if one.key is key), None)
    if entry is None:
        entry = Entry(key, value)
        block.entries.insert(0, entry)
    entry.value, entry.made = value, written


def _ids(root: Map) -> Iterator[str]:
    for card in _cards(root):
        for name in _said(card, "id", "was"):
            yield folded(name.rpartition("/")[2])


def _said(node: Map, *keys: str) -> Iterator[str]:
    """The names under some keys, of which each may have several."""
    for name in map(node.items.get, keys):
        for one in name.items if isinstance(name, List) else [name]:
            if isinstance(one, Scalar) and one.value:
                yield one.value


def _cards(root: Map) -> list[Map]:
    cards = root.items.get("cards")
    items = cards.items if isinstance(cards, List) else []
    return [card for card in items if isinstance(card, Map)]


def _question(card: Map) -> str:
    """What a card asks, in English if it does in English."""
    node: Node | None = card.items.get("q", card.items.get("text"))
    if isinstance(node, Map):
        node = node.items.get("en") or next(iter(node.items.values()), None)
    return node.value if isinstance(node, Scalar) else ""
