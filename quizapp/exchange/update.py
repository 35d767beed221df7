"""Texts of a deck's cards made those of the source, where they are written; or why they cannot be.
Plans edits of single words and texts; proves and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizapp.deck.edit.draft import Draft, Edit
from quizapp.deck.edit.spans import end_of, is_flow
from quizapp.deck.quoting import literal, one_line
from quizapp.deck.scalar import spell
from quizapp.deck.tree import List, Map, Node, Scalar
from quizapp.errors import QuizError
from quizapp.exchange.known import Met

_INDENT = 2


def renewed(draft: Draft, met: Met) -> list[Edit]:
    """The edits that make a card of this file read as in the source.

    Raises:
        QuizError: it is written in a way that only its author can change.
    """
    cards = draft.root.items["cards"]
    assert isinstance(cards, List)
    node = next(one for one in cards.items if draft.position(one) == met.card.where)
    assert isinstance(node, Map)
    return [edit for key in met.differs for edit in _entry(draft, node, key, met.carried.data[key])]


def _entry(draft: Draft, owner: Map, key: str, value: Any) -> Iterator[Edit]:
    there = owner.items.get(key)
    if there is None:
        raise QuizError(f"it has no '{key}' yet")
    if isinstance(there, Scalar) and not isinstance(value, (list, tuple)):
        yield _scalar(draft, owner, there, value)
    elif isinstance(there, List) and isinstance(value, (list, tuple)):
        yield from _listed(draft, there, value, key)
    else:
        raise QuizError(f"its '{key}' is more than a text")


def _listed(draft: Draft, there: List, values: Sequence[Any], key: str) -> Iterator[Edit]:
    """Items and options, one for one: a check that stands at one must stay where it belongs."""
    if len(there.items) != len(values):
        raise QuizError(f"its '{key}' are more or fewer")
    for node, value in zip(there.items, values, strict=True):
        if isinstance(node, Map) and isinstance(value, Mapping):
            for name, text in value.items():
                if not _reads(node.items.get(name), text):
                    yield from _entry(draft, node, name, text)
        elif not isinstance(node, Scalar) or "\n" in value:
            raise QuizError(f"its '{key}' are more than texts of one line")
        elif not _reads(node, value):
            yield _scalar(draft, there, node, value)


def _reads(node: Node | None, text: str) -> bool:
    return isinstance(node, Scalar) and node.value == text


def _scalar(draft: Draft, owner: Map | List, node: Scalar, value: Any) -> Edit:
    text = value if isinstance(value, str) else spell(value)
    start, end = node.start.index, end_of(draft, node)
    if not isinstance(value, str):
        return Edit(start, end, text)
    if "\n" not in text:
        return Edit(start, end, one_line(text, flow=is_flow(draft, owner)))
    rest = draft.text[end:].partition("\n")[0]
    if is_flow(draft, owner) or rest.strip():
        raise QuizError("its text is of several lines now, and there is no room for them")
    first, *more = literal(text)
    indent = " " * (owner.start.column + _INDENT)
    lines = [f"{indent}{line}" if line else "" for line in more]
    return Edit(start, end, "\n".join([first, *lines]))
