"""How commands open the decks: shipped, the learner's, or files named; broken ones are reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quizapp.cli.output import say
from quizapp.deck.library import Library
from quizapp.text.clean import clean


def open_library(paths: Sequence[Path] | None = None) -> Library:
    """All decks that can be read. Those that cannot are named on stderr and left out."""
    library = Library.load(paths)
    for errors in library.broken:
        place = errors.problems[0].position
        say(f"left out a deck with errors: {clean(str(place))} (see `quizapp deck check`)")
    return library
