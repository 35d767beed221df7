"""The learner's list of decks that lie elsewhere, and of decks to hide. Reads and writes the list;
what is in those decks is not looked at here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from quizapp import atomic, paths
from quizapp.errors import QuizError


@dataclass(frozen=True, slots=True)
class Listed:
    """``places`` are deck files and folders, absolute; ``hidden`` are names of decks."""

    places: tuple[Path, ...] = ()
    hidden: frozenset[str] = frozenset()


def file() -> Path:
    """Where the list is kept."""
    return paths.home() / "library.json"


def read() -> Listed:
    """The list; an empty one when there is none yet.

    Raises:
        QuizError: it cannot be read, or is no such list.
    """
    try:
        told = json.loads(file().read_bytes())
        return Listed(tuple(map(Path, told["places"])), frozenset(map(str, told["hidden"])))
    except (FileNotFoundError, NotADirectoryError):
        return Listed()
    except OSError as error:
        raise QuizError(
            f"cannot read {file()}: {error.strerror}", "Check its permissions."
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        remedy = "Move it away, then `quizapp deck add` your decks again; reviews are not in it."
        raise QuizError(f"{file()} is no list of decks", remedy) from error


def write(listed: Listed) -> None:
    """Keep the list.

    Raises:
        QuizError: it cannot be written.
    """
    told = {"places": list(map(str, listed.places)), "hidden": sorted(listed.hidden)}
    atomic.replace(file(), json.dumps(told, ensure_ascii=False, indent=1) + "\n")
