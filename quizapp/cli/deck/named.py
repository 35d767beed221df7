"""How the actions on decks find what they are given: a file, a folder, or a known deck's name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from quizapp import paths as places
from quizapp.deck import library
from quizapp.deck.library import Library
from quizapp.errors import QuizError
from quizapp.text.clean import clean


def add_what(parser: argparse.ArgumentParser) -> None:
    """The words for one or more decks."""
    parser.add_argument(
        "what", nargs="+", metavar="PATH", help="a deck file, a folder, or a known deck's name"
    )


def load(what: Sequence[str]) -> Library:
    """The decks that are meant, right and broken.

    Raises:
        QuizError: there is none (status 2).
    """
    files = library.find([place(name) for name in what])
    if not files:
        raise QuizError(
            f"no deck in {clean(', '.join(what))}",
            "A deck is a .yaml file with a `deck:` key.",
            status=2,
        )
    return Library.load(files)


def place(name: str) -> Path:
    """The file or folder that an argument means; a plain word may be a known deck's name.

    Raises:
        QuizError: it means neither (status 2).
    """
    path = Path(name)
    if path.exists() or path.is_symlink():
        return path
    known = library.names()
    if name in known:
        return known[name]
    if "/" in name or name.endswith((".yaml", ".yml")):
        raise QuizError(f"{name}: there is no such file", "Check the path.", status=2)
    if (gone := Library.load().gone(name)) is not None:
        raise gone
    listed = ", ".join(sorted(known)) or f"none; put one into {places.home() / 'decks'}"
    raise QuizError(f"no file or deck {name!r}", f"Known decks: {listed}.", status=2)


def count(number: int, what: str) -> str:
    """``1 deck``, ``2 decks``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
