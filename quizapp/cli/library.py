"""How commands open decks: all there are but the broken ones, or files that are named.

Broken decks are told on stderr here; finding what is wrong with them is the loader's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quizapp.cli.output import say
from quizapp.deck.library import Library
from quizapp.deck.library import names as names_of_decks
from quizapp.deck.report import DeckErrors
from quizapp.errors import QuizError
from quizapp.text.clean import clean


def open_library(names: Sequence[str] = ()) -> Library:
    """All decks that can be read. Those that cannot are named on stderr and left out.

    Raises:
        QuizError: there is no deck with one of these ``names``, or it has problems.
    """
    library = Library.load()
    library.named(names)
    for errors in library.broken:
        say(f"left out a deck with errors: {clean(first_problem(errors))}")
    for place in library.missing:
        say(f"not there now, its reviews are kept: {clean(str(place))}")
    return library


def open_files(files: Sequence[Path]) -> Library:
    """The decks in files and folders that the learner named.

    Raises:
        QuizError: a file is not there, holds no deck (status 2), or has problems, all of them
            located (status 1).
    """
    for file in files:
        try:
            file.stat()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            why = "there is no such file" if missing else error.strerror
            raise QuizError(f"{file}: {why}", "Check the path.", status=2) from error
    library = Library.load(files)
    if library.broken:
        raise QuizError("\n\n".join(errors.message for errors in library.broken))
    if not library.decks:
        named = ", ".join(map(str, files))
        raise QuizError(
            f"no deck in {named}", "A deck is a .yaml file with a `deck:` key.", status=2
        )
    return library


def files_and_names(arguments: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Decks as they are named on the command line: by files and folders, or by names, never both.

    Raises:
        QuizError: both are there.
    """
    files = [Path(name) for name in arguments if _is_path(name)]
    names = [name for name in arguments if not _is_path(name)]
    if files and names:
        raise QuizError("names of decks and files cannot be mixed", "Give one kind.", status=2)
    return files, names


def _is_path(name: str) -> bool:
    """Whether it is no name: a folder that happens to be called like a deck is not meant."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return True
    return Path(name).is_dir() and name not in names_of_decks()


def first_problem(errors: DeckErrors) -> str:
    """The first problem of a deck in one line, with its remedy; where to see the others."""
    first, *more = errors.problems
    told = f"{first.position}: {first.message}" + (f" ({first.help})" if first.help else "")
    if not more:
        return told
    return f"{told}, and {len(more)} more that `quizapp deck check {errors.path}` shows"
