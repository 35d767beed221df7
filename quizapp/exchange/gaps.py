"""Anki's cloze gaps as decks have them: one number each, none inside another."""

from __future__ import annotations

import re

_OPEN = re.compile(r"\{\{c(\d+)(?:,\d+)*::|\}\}")


def unnested(text: str) -> str:
    """The text with gaps inside gaps shown, and the first number where a gap has several."""
    made: list[str] = []
    depth = done = 0
    for mark in _OPEN.finditer(text):
        made.append(text[done : mark.start()])
        done = mark.end()
        if mark[0] != "}}":
            depth += 1
            if depth == 1:
                made.append(f"{{{{c{int(mark[1]) or 1}::")
        elif depth:
            depth -= 1
            if depth == 0:
                made.append("}}")
        else:
            made.append("}}")
    return "".join([*made, text[done:]])
