"""Plain data written as a deck's YAML, in the style that ``deck fmt`` keeps. Checks no deck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from quizapp.deck import scalar
from quizapp.deck.lines import add, indented
from quizapp.deck.quoting import literal, one_line
from quizapp.text.clean import forbidden
from quizapp.text.width import cells

List: TypeAlias = list[Any] | tuple[Any, ...]
Data: TypeAlias = str | int | float | List | Mapping[str, Any]
"""What can be written; lists and maps hold the same in turn."""

WIDTH = 100
"""Cells of a line that a list or a map in brackets may fill."""

_SPREAD = {"cards": 2, "labs": 1, "sources": 1}
"""Keys of a deck whose values are written one below another, and how many levels of them."""

LONGEST_KEY = 1000
"""Characters of a key; YAML does not look much further for its colon."""


def emit(data: List | Mapping[str, Any]) -> str:
    """Data as YAML, its keys in the order given, that our reader reads back as the same data.

    A deck's cards stand one below another with a line between, further lists and maps in brackets
    where they fit into a line; texts of several lines are ``|`` blocks. A list is written as a
    deck's cards are.

    Raises:
        ValueError: the data holds what no deck can: a control or hidden character, a number that
            is not finite or has more than 40 characters, a key of several lines or without end.
    """
    if isinstance(data, Mapping):
        lines = _map(data, _SPREAD, 0) or ["{}"]
    else:
        lines = _list(data, 2, 0) or ["[]"]
    text = "\n".join(lines) + "\n"
    if (found := forbidden(text)) is not None:
        raise ValueError(f"no deck may contain {found[1]}")
    return text


def _map(data: Mapping[str, Any], spread: Mapping[str, int], at: int) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        deep = spread.get(key, 0)
        add(lines, _entry(f"{_key(key)}:", value, deep, at), apart=deep > 0)
    return lines


def _list(data: List, spread: int, at: int) -> list[str]:
    lines: list[str] = []
    for value in data:
        add(lines, _entry("-", value, spread - 1, at), apart=spread > 1)
    return lines


def _entry(head: str, value: Data, spread: int, at: int) -> list[str]:
    """A value after its ``key:`` or ``-``, in lines without the ``at`` spaces that come first."""
    if isinstance(value, str):
        first, *rest = literal(value) if "\n" in value else [one_line(value)]
        return [f"{head} {first}", *indented(rest)]
    if isinstance(value, (int, float)):
        return [f"{head} {_number(value)}"]
    line = _flow(value)
    if not value or (spread < 1 and line and at + cells(f"{head} {line}") <= WIDTH):
        return [f"{head} {line}"]
    within = at + 2
    lines = _map(value, {}, within) if isinstance(value, Mapping) else _list(value, spread, within)
    if head == "-":
        head = f"- {lines.pop(0)}"
    return [head, *indented(lines)]


def _flow(value: Data) -> str | None:
    """A value within braces or brackets; ``None`` when it holds a text of several lines, or maps
    in a list, which read better one below another.
    """
    if isinstance(value, Mapping):
        parts = [f"{_key(key)}: {part}" for key, item in value.items() if (part := _flow(item))]
        return "{" + ", ".join(parts) + "}" if len(parts) == len(value) else None
    if isinstance(value, (list, tuple)):
        parts = [part for item in value if not isinstance(item, Mapping) and (part := _flow(item))]
        return "[" + ", ".join(parts) + "]" if len(parts) == len(value) else None
    if isinstance(value, str):
        return None if "\n" in value else one_line(value, flow=True)
    return _number(value)


def _number(value: float) -> str:
    """A number or truth value; the others are those that no deck can hold."""
    written = scalar.spell(value)
    try:
        known = isinstance(value, bool) or scalar.number(written) == value
    except scalar.NotANumberError:
        known = False
    if not known:
        raise ValueError(f"{written[:50]} is no number of a deck")
    return written


def _key(key: str) -> str:
    if "\n" in key or len(key) > LONGEST_KEY:
        raise ValueError(f"a key is one line of at most {LONGEST_KEY} characters")
    return one_line(key, flow=True)
