"""Ids for cards that have none: made of the question once, and fixed by being written.

They are put into the text as it is, before anything else is done to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quizapp.deck.cards import folded
from quizapp.deck.quoting import one_line
from quizapp.deck.slug import slug
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar

_COLON = re.compile(r"[ \t]*:")


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


def add_ids(source: Source, root: Map, taken: Taken) -> tuple[str, list[str]]:
    """The text with an id for every card, and those that are new."""
    parts, made, at = [], [], 0
    for card in _cards(root):
        found = _place(source.text, card)
        if found is not None:
            place, around = found
            made.append(taken.new(slug(_question(card)) or "card"))
            parts += [source.text[at:place], around.format(one_line(made[-1]))]
            at = place
    return "".join((*parts, source.text[at:])), made


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


def _place(text: str, card: Map) -> tuple[int, str] | None:
    """Where an id goes that a card lacks, and what is written around it."""
    if "id" in card.items:
        node = card.items["id"]
        colon = _COLON.match(text, card.keys["id"].end.index)
        empty = isinstance(node, Scalar) and node.plain and not node.value
        return (colon.end(), " {}") if colon is not None and empty else None
    start = card.start.index
    if card.end.index > start and text[start] == "{":
        return start + 1, "id: {}, " if card.items else "id: {}"
    return start, "id: {}\n" + " " * card.start.column
