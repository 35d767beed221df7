"""Readable names made of texts in any script, for cards that have none. Checks no deck."""

from __future__ import annotations

import re
import unicodedata

from quizapp.text.width import cells

_LONGEST = 40
"""Cells of a name: some six English words, or twenty characters of Chinese."""

_GAP = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


def slug(text: str) -> str:
    """The first words of a text in lower case with ``-`` between; nothing when it has none.

    A card's id may be what comes of it: ``what-does-step-read``, ``一步走多远``.
    """
    made = ""
    for word in words(text):
        longer = f"{made}-{word}" if made else _cut(word)
        if cells(longer) > _LONGEST:
            break
        made = longer
    return made


def words(text: str) -> list[str]:
    """All words of a text as a name may have them; of gaps, what they hide."""
    text = unicodedata.normalize("NFKC", _GAP.sub(r"\1", text)).lower()
    text = _APOSTROPHE.sub("", text)
    return "".join(c if _in_word(c) else " " for c in text).split()


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _cut(word: str) -> str:
    while cells(word) > _LONGEST:
        word = word[:-1]
    return word
