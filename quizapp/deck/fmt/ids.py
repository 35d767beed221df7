"""Ids for cards that have none: made of the question once, and fixed by being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quizapp.deck.cards import folded
from quizapp.deck.fmt.layout import Block, Entry
from quizapp.deck.quoting import one_line
from quizapp.deck.slug import slug
from quizapp.deck.tree import List, Map, Node, Scalar


class Taken:
    """The ids that a deck's cards have, or had: no two may be alike."""

    def __init__(self, roots: Iterable[Map]) -> None:
        self._names = {name for root in roots for name in _ids(root)}
        self._last: dict[str, int] = {}

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
        for name in (card.items.get("id"), card.items.get("was")):
            for node in name.items if isinstance(name, List) else [name]:
                if isinstance(node, Scalar) and node.value:
                    yield folded(node.value.rpartition("/")[2])


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
