"""Gaps of a cloze text: ``{{c1::hidden}}`` and ``{{c2::hidden::hint}}``. No asking, no grading."""

from __future__ import annotations

import re
from typing import NamedTuple

_OPEN = re.compile(r"\{\{c([0-9]{1,3})::")
_ALMOST = re.compile(r"\{\{(?=\s*c[0-9]|[^{}]*\}\})")
_MATHS = re.compile(r"\$[^$\n]*\$")


class Segment(NamedTuple):
    """A piece of a cloze text. ``gap`` is the number of the gap that it hides, or ``None``."""

    text: str
    gap: int | None = None
    hint: str = ""


class Fault(NamedTuple):
    """What is wrong with a cloze text, and at which character."""

    offset: int
    message: str


def gaps(text: str) -> tuple[Segment, ...]:
    """The text in pieces, shown ones and hidden ones. What is malformed stays as it is written."""
    return _parse(text)[0]


def faults(text: str) -> list[Fault]:
    """What keeps the text from being a cloze: no gap, or gaps that are not well written."""
    segments, found = _parse(text)
    if not found and all(segment.gap is None for segment in segments):
        found.append(Fault(0, "a cloze without a gap"))
    return found


def _parse(text: str) -> tuple[tuple[Segment, ...], list[Fault]]:
    segments: list[Segment] = []
    found: list[Fault] = []
    done = 0
    for opening in _OPEN.finditer(text):
        if opening.start() < done:
            found.append(Fault(opening.start(), "a gap inside a gap"))
            continue
        end = _closing(text, opening.end())
        if end is None:
            found.append(Fault(opening.start(), "a gap that is not closed with }}"))
            break
        between = text[done : opening.start()]
        found += _almost(between, done)
        hidden, _, hint = text[opening.end() : end].partition("::")
        if not hidden.strip():
            found.append(Fault(opening.start(), "a gap that hides nothing"))
        if int(opening[1]) == 0:
            found.append(Fault(opening.start(), "gaps count from c1"))
        if between:
            segments.append(Segment(between))
        segments.append(Segment(hidden, int(opening[1]), hint.strip()))
        done = end + 2
    if done < len(text):
        if not found:
            found += _almost(text[done:], done)
        segments.append(Segment(text[done:]))
    return tuple(segments), found


def _closing(text: str, start: int) -> int | None:
    """Where the ``}}`` is that closes the gap; braces inside it come in pairs."""
    depth = 0
    for index in range(start, len(text)):
        character = text[index]
        if character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == "}":
            return index if text.startswith("}}", index) else None
    return None


def _almost(text: str, start: int) -> list[Fault]:
    """Things between gaps that were meant to be gaps; braces in maths are its own."""
    prose = _MATHS.sub(lambda maths: " " * len(maths[0]), text)
    return [
        Fault(start + found.start(), "this is not a gap; write {{c1::hidden}}")
        for found in _ALMOST.finditer(prose)
    ]
