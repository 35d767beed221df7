"""Loading a deck: its files, then its cards, with all problems at once; or from the cache."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.deck import cache as cached
from quizapp.deck.model import Deck
from quizapp.deck.report import DeckErrors, Problem

if TYPE_CHECKING:
    from quizapp.deck.source import Source

__all__ = ["DeckErrors", "load_deck"]


def load_deck(path: Path, *, cache: Path | None = None) -> Deck:
    """The deck in a file, with everything it includes.

    Args:
        path: the deck's file.
        cache: a folder in which checked decks are kept, by the content of their files; a deck
            that is there is not parsed again. What is wrong with the cache is never a failure.

    Raises:
        DeckErrors: everything that is wrong with the deck.
    """
    if cache is not None:
        deck = cached.fetch(cache, path)
        if deck is not None:
            return deck
    with no_collection():
        deck, contents = _parse(path)
    if cache is not None:
        cached.keep(cache, deck, contents)
    return deck


def _parse(path: Path) -> tuple[Deck, dict[Path, bytes]]:
    # Here, not above: a deck from the cache needs no parser.
    from quizapp.deck.assemble import assemble
    from quizapp.deck.gather import Files, gather
    from quizapp.deck.source import TooManyError

    files = Files(path.parent)
    deck = None
    try:
        gather(files, path)
        deck = assemble(files)
    except TooManyError:
        pass  # all reported
    problems = in_order(files.sources)
    if problems or deck is None:
        raise DeckErrors(path, problems, deck)
    return deck, files.contents


def in_order(sources: list[Source]) -> list[Problem]:
    """The problems of a deck, file by file, in each from top to bottom."""
    found: list[Problem] = []
    for source in sources:
        found += sorted(source.problems, key=lambda p: (p.position.line, p.position.column))
    return found


@contextmanager
def no_collection() -> Iterator[None]:
    """A deck's tree is large, has no cycles and dies soon: collecting amid it is only delay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
