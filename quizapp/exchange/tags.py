"""HTML cut into tags and text, in time that grows with its length alone. No meaning.

``html.parser`` takes minutes for 200 KB of ``<a <a <a``, which a stranger's file may well hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

# A tag may hold no `<` outside quotes, and no repetition gives back what it took.
_MARKUP = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*+)"
    r"(?P<named>(?>[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
    r"|<[!?][^<>]*+>",
    re.DOTALL,
)
_NAMED = re.compile(r"([^\s=/\"'<>]++)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?")
_RAW = frozenset(("script", "style"))


class Tag(NamedTuple):
    """``<name a=b>``, or ``</name>`` where ``end``. Names are in lower case."""

    name: str
    named: Mapping[str, str]
    end: bool = False


def tokens(markup: str) -> Iterator[Tag | str]:
    """Tags and texts (entities resolved), in order. Comments and declarations are passed over."""
    place = 0
    while (found := _MARKUP.search(markup, place)) is not None:
        if found.start() > place:
            yield unescape(markup[place : found.start()])
        place = found.end()
        if not found["name"]:
            continue
        name = found["name"].lower()
        yield Tag(name, _read(found["named"]), bool(found["end"]))
        if name in _RAW and not found["end"]:
            place = _after(markup, name, place)
            yield Tag(name, {}, end=True)
        elif found["named"].endswith("/"):
            yield Tag(name, {}, end=True)
    if place < len(markup):
        yield unescape(markup[place:])


def _read(named: str) -> dict[str, str]:
    return {name.lower(): unescape(value.strip("\"'")) for name, value in _NAMED.findall(named)}


def _after(markup: str, name: str, place: int) -> int:
    """Where the raw text of a script or style sheet has ended: all of it is left out."""
    end = re.compile(rf"</{name}[^<>]*>", re.IGNORECASE).search(markup, place)
    return len(markup) if end is None else end.end()
