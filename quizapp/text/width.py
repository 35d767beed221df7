"""How many terminal cells a text takes, after cleaning. Wraps and cuts; draws nothing."""

from __future__ import annotations

import re
import unicodedata

_PIECE = re.compile(r"( ?)([\u1100-\uffdc]|[^ \u1100-\uffdc]+)")
"""A word, or a wide character, and the space before it."""

_JOINER = "\u200d"


def cells(s: str) -> int:
    """Width of one line of clean text in terminal cells: 2 for wide characters, 0 for marks."""
    return len(s) if s.isascii() else sum(map(_cells_of, s))


def _cells_of(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me") or character == _JOINER:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(s: str, width: int) -> str:
    """The start of ``s`` that fits into ``width`` cells, with ``…`` where it was cut."""
    if cells(s) <= width:
        return s
    used = 1
    for index, character in enumerate(s):
        used += _cells_of(character)
        if used > width:
            return s[:index] + "…"
    return s


def wrap(s: str, width: int) -> list[str]:
    """``s`` in lines of at most ``width`` cells, broken between words or wide characters; a longer
    word stands alone.
    """
    lines, line = [], ""
    for gap, piece in _PIECE.findall(" ".join(s.split())):
        if line and cells(line + gap + piece) > width:
            lines.append(line)
            line = piece
        else:
            line += (gap if line else "") + piece
    return [*lines, line] if line else lines
