"""Anki's decks, of which one deck is made here: a title, and a tag for each. Reads no files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quizapp.exchange.model import Loss
from quizapp.text.clean import forbidden

_LONGEST_TITLE = 200


def as_tag(deck: str) -> str:
    """A deck as a tag; no tag for the one that everybody has."""
    return "" if deck == "Default" else re.sub(r"[\s_]+", "-", deck.replace("::", "/"))


def title(decks: Iterable[str]) -> str:
    """The deck that all cards are in, or what its and the other decks' names begin with."""
    names = set(decks)
    if len(names) > 1:
        names = {name.partition("::")[0] for name in names}
    found = names.pop() if len(names) == 1 else ""
    return "".join(one for one in found if forbidden(one) is None)[:_LONGEST_TITLE].strip()


def merged(number: int) -> Iterator[Loss]:
    """What is told where there are several."""
    if number > 1:
        done = "one here; a tag of each card tells which it was in"
        yield Loss("deck", f"{number} decks", done)
