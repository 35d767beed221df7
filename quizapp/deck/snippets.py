"""What an editor offers to write out: a new card, lab or deck, from the examples in the spec.

The notation is that of editors: ``${1:text}`` is the first place to type at, and what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from quizapp.deck import spec
from quizapp.deck.events import parse
from quizapp.deck.kinds import Key, Record, Variants
from quizapp.deck.quoting import one_line
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar

Snippet = dict[str, Any]


def snippets(kind: Variants) -> list[Snippet]:
    """One of each sort, with the keys that it must have."""
    made = []
    for word, record in kind.records.items():
        body = _needed(record, {kind.tag: word}, count(1))
        made.append({"label": f"new {_plainly(record)}", "description": record.doc, "body": body})
    return made


def a_deck() -> Snippet:
    """A whole deck with one card."""
    stops = count(1)
    head = _needed(spec.DECK, {"quizapp": spec.VERSION}, stops)
    title = _stopped(spec.DECK.keys["title"], stops)
    card = _needed(spec.CARD.records["qa"], {"type": "qa"}, stops)
    body = {**head, "title": title, "cards": [card]}
    return {"label": "new deck", "description": "a deck with its first card", "body": body}


def _plainly(record: Record) -> str:
    return record.name.partition(" ")[2]


def _needed(record: Record, fixed: dict[str, Any], stops: Iterator[int]) -> dict[str, Any]:
    return {
        name: fixed[name] if name in fixed else _stopped(key, stops)
        for name, key in record.keys.items()
        if key.required
    }


def _stopped(key: Key, stops: Iterator[int]) -> Any:
    """The example of a key, with a place to type at for each value in it."""
    tree = parse(Source(Path("example.yaml"), f"it: {key.example}\n"))
    assert isinstance(tree, Map)
    return _values(tree.items["it"], stops)


def _values(node: Node, stops: Iterator[int]) -> Any:
    if isinstance(node, Map):
        return {name: _values(child, stops) for name, child in node.items.items()}
    if isinstance(node, List):
        return [_values(child, stops) for child in node.items]
    assert isinstance(node, Scalar)
    text = node.value if node.plain else one_line(node.value)
    text = text.replace("\\", r"\\").replace("$", r"\$").replace("}", r"\}")
    return f"${{{next(stops)}:{text}}}"
