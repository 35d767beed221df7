"""Anki's card templates: which fields a face shows, in which order, with what between. No HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_TAG = re.compile(r"\{\{([^{}]*)\}\}")
_FRONT = "FrontSide"
_SPECIAL = frozenset(("Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"))
# Bounded, so that a template of many beginnings takes no longer than another.
_RULE = re.compile(r"<hr\b[^<>]{0,99}\bid\s{0,9}=\s{0,9}[\"']?answer\b[^<>]{0,99}>", re.IGNORECASE)


class Piece(NamedTuple):
    """A part of a face as HTML: of a field, through ``filters``, or (no field) of the template."""

    html: str
    field: str = ""
    filters: tuple[str, ...] = ()


def without_scripts(template: str) -> str:
    """The template without scripts and style sheets, which may be far longer than all else."""
    for name in ("script", "style"):
        made: list[str] = []
        lower = template.lower()
        done = 0
        while (start := lower.find(f"<{name}", done)) >= 0:
            made.append(template[done:start])
            end = lower.find(f"</{name}", start)
            close = lower.find(">", end) if end >= 0 else -1
            done = close + 1 if close >= 0 else len(template)
        template = "".join([*made, template[done:]])
    return template


def front(template: str, values: Mapping[str, str]) -> list[Piece]:
    """The front of a card, with what its conditions let through."""
    return [piece for piece in _pieces(template, values) if piece.field != _FRONT]


def back(template: str, values: Mapping[str, str], shown: Sequence[Piece]) -> list[Piece]:
    """What the back has beyond the front, whose pieces are ``shown``.

    Anki's own templates draw a line before it; where there is none, it is what the front lacks.
    """
    pieces = _pieces(template, values)
    fields = {piece.field for piece in shown if "type" not in piece.filters}
    for place, piece in enumerate(pieces):
        line = None if piece.field else _RULE.search(piece.html)
        if line:
            rest = [Piece(piece.html[line.end() :]), *pieces[place + 1 :]]
            return [piece for piece in rest if piece.field != _FRONT]
    return [piece for piece in pieces if piece.field != _FRONT and piece.field not in fields - {""}]


def _pieces(template: str, values: Mapping[str, str]) -> list[Piece]:
    found: list[Piece] = []
    hiding: list[bool] = []
    done = 0
    for tag in _TAG.finditer(template):
        if not any(hiding):
            found.append(Piece(template[done : tag.start()]))
        done = tag.end()
        said = tag[1].strip()
        kind, name = said[:1], said[1:].strip()
        if kind in ("#", "^"):
            is_empty = not values.get(name, "").strip()
            hiding.append(is_empty if kind == "#" else not is_empty)
        elif kind == "/":
            if hiding:
                hiding.pop()
        elif kind != "!" and not any(hiding):
            found.append(_field(said, values))
    found.append(Piece(template[done:]))
    return [piece for piece in found if piece.html or piece.field == _FRONT]


def _field(said: str, values: Mapping[str, str]) -> Piece:
    *filters, name = (part.strip() for part in said.split(":"))
    if name == _FRONT:
        return Piece("", _FRONT)
    if name in _SPECIAL and name not in values:
        return Piece("")
    return Piece(values.get(name, ""), name, tuple(one.partition(" ")[0] for one in filters))
