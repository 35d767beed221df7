"""Deck text to styled ``Content``: through the cleaning door, formulas read, code set apart.

Markup of any kind is never interpreted; backticks are all the notation there is.
"""

from __future__ import annotations

import re

from textual.content import Content

from quizapp.text.clean import clean
from quizapp.text.math import to_unicode

_FENCE = re.compile(r"^```[^\n]*\n(.*?)\n?```[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")

CODE_STYLE = "$accent"


def prose(text: str, style: str = "") -> Content:
    """A deck's text: ``code`` spans and fenced code styled, formulas in Unicode.

    Args:
        text: untrusted text, as the deck has it.
        style: style of what is not code.
    """
    parts: list[Content] = []
    place = 0
    for fence in _FENCE.finditer(text):
        before = text[place : fence.start()]
        if before:
            parts.append(_spans(before, style))
        parts.append(_block(fence[1]))
        place = fence.end()
    parts.append(_spans(text[place:], style))
    return Content("").join(parts)


def label(text: str, style: str = "") -> Content:
    """Plain untrusted text (a path, a message), cleaned and nothing else."""
    return Content.styled(clean(text), style)


def _spans(text: str, style: str) -> Content:
    parts: list[Content] = []
    place = 0
    for code in _CODE.finditer(text):
        parts.append(Content.styled(clean(to_unicode(text[place : code.start()])), style))
        parts.append(Content.styled(clean(code[1]), f"{style} {CODE_STYLE}".strip()))
        place = code.end()
    parts.append(Content.styled(clean(to_unicode(text[place:])), style))
    return Content("").join(parts)


def _block(code: str) -> Content:
    lines = [
        Content.assemble(("│ ", "$primary"), (line, CODE_STYLE)) for line in clean(code).split("\n")
    ]
    return Content("\n").join(lines)
