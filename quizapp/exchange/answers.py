"""Answers as people write them: true or false in words, options by letter, number or text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_TRUE = frozenset(("true", "t", "yes", "y", "1", "对", "正确", "是", "真", "√", "✓", "✔"))
_FALSE = frozenset(("false", "f", "no", "n", "0", "错", "错误", "否", "假", "×", "✗", "✘", "x"))
_LETTERS = "ABCDEFGH"
_BETWEEN = re.compile(r"[\s,;/|+&，；、]+")


def truth(text: str) -> bool | None:
    """true or false, in one of many words; ``None`` when it is neither."""
    word = unicodedata.normalize("NFKC", text).strip().strip(".").casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def picked(answer: str, options: Sequence[str]) -> set[int]:
    """Which options an answer names: by their text, else by letters or numbers; maybe none."""
    answer = answer.strip()
    if answer in options:
        return {options.index(answer)}
    lines = [line.strip() for line in answer.split("\n") if line.strip()]
    if lines and all(line in options for line in lines):
        return {options.index(line) for line in lines}
    found = [_place(part) for part in _parts(answer)]
    if not found or any(place is None or place >= len(options) for place in found):
        return set()
    return {place for place in found if place is not None}


def write_picked(right: Sequence[int], options: Sequence[str]) -> str:
    """An answer that ``picked`` reads as these options; empty when there is none."""
    ways = (
        ", ".join(_LETTERS[place] for place in right),
        ", ".join(str(place + 1) for place in right),
        "\n".join(options[place] for place in right),
    )
    return next((way for way in ways if picked(way, options) == set(right)), "")


def _parts(answer: str) -> list[str]:
    """``A, C`` and ``AC`` in parts."""
    answer = unicodedata.normalize("NFKC", answer).upper()
    if re.fullmatch(rf"[{_LETTERS}]+", answer):
        return list(answer)
    return [part.strip("().") for part in _BETWEEN.split(answer) if part.strip("().")]


def _place(part: str) -> int | None:
    if len(part) == 1 and part in _LETTERS:
        return _LETTERS.index(part)
    return int(part) - 1 if re.fullmatch("[1-9]", part) else None
