"""Ids for cards that have none: made of the question once, and fixed by being written.

They are put into the text as it is, before anything else is done to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.deck.cards import folded
from quizapp.deck.slug import slug
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar

_COLON = re.compile(r"[ \t]*:")


def ids_in(root: Map) -> Iterator[str]:
    """The ids that the cards of a file have, or had, as no two may be alike."""
    for card in _cards(root):
        for name in (card.items.get("id"), card.items.get("was")):
            for node in name.items if isinstance(name, List) else [name]:
                if isinstance(node, Scalar) and node.value:
                    yield folded(node.value.rpartition("/")[2])


def add_ids(source: Source, root: Map, taken: set[str]) -> tuple[str, list[str]]:
    """The text with an id for every card, and those that are new; they are taken then, too."""
    text, made = source.text, []
    places: list[tuple[int, str]] = []
    for card in _cards(root):
        found = _place(text, card)
        if found is not None:
            made.append(_new(card, taken))
            places.append((found[0], found[1].format(made[-1])))
    for place, insert in reversed(places):
        text = text[:place] + insert + text[place:]
    return text, made


def _cards(root: Map) -> list[Map]:
    cards = root.items.get("cards")
    items = cards.items if isinstance(cards, List) else []
    return [card for card in items if isinstance(card, Map)]


def _new(card: Map, taken: set[str]) -> str:
    name = slug(_question(card)) or "card"
    made, number = name, 1
    while folded(made) in taken:
        number += 1
        made = f"{name}-{number}"
    taken.add(folded(made))
    return made


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
