"""Which code may run: shipped labs, and those of a deck that the user allowed exactly as they are.

What was allowed is kept in the learner's folder, a file a deck, with a copy of the code. The deck
itself may change: all that it can do is turn knobs, typed and bounded, of code that was allowed.
"""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

from quizapp import paths
from quizapp.deck.model import Deck
from quizapp.errors import QuizError
from quizapp.lab.beside import FOLDER, Bundle, Labs, bundle, digest


@dataclass(frozen=True, slots=True)
class Allowed:
    """Code of a deck that may run; ``deck`` is its file, ``at`` when it was allowed."""

    name: str
    deck: str
    digest: str
    at: str
    files: Mapping[str, str]

    @property
    def labs(self) -> Mapping[str, str]:
        """The code by its files' names. None by a record of an earlier quizapp: its digest is over
        the deck too, and that the deck may change was not what was allowed.
        """
        return self.files if self.digest == digest(self.files) else {}


def is_shipped(path: Path, folder: Path) -> bool:
    """Whether a lab lies in the folder of trusted labs; links are followed, also out of it."""
    return path.resolve().parent == folder.resolve()


def refusal(path: Path, source: str, deck: str) -> str:
    """Why a lab that is not shipped may not run; empty when it may.

    Args:
        path: the file that ``source`` was read from.
        source: the text that would run (not read again, so that it cannot change in between).
        deck: the file of the deck that brings it; empty when none does.
    """
    if not deck:
        return f"not trusted: {path} is not one of the shipped labs"
    known = allowed(Path(deck))
    as_allowed = known.labs.get(f"{FOLDER}/{path.name}") if known is not None else None
    if as_allowed == source:
        return ""
    command = f"`quizapp deck trust {shlex.quote(deck)}`"
    if as_allowed is None:
        return f"not trusted: this deck brings code of its own; {command} shows it and asks"
    return f"not trusted: this lab has changed since it was allowed; {command} shows how"


def has_code(deck: Deck) -> bool:
    """Whether a deck declares any code lab, shipped or its own."""
    return any(spec.kind == "code" for spec in deck.labs.values())


def must_be_allowed(deck: Deck, shipped: Callable[[], Labs]) -> bool:
    """Whether a deck brings code that may not run as it is; ``shipped`` reads the shipped labs."""
    if not has_code(deck):
        return False
    try:
        return not is_allowed(bundle(deck, shipped()))
    except QuizError:
        return False  # `deck check` says what is wrong with it


def is_allowed(brought: Bundle) -> bool:
    """Whether all the code that a deck brings may run; also where it brings none."""
    known = allowed(brought.deck)
    labs = known.labs if known is not None else {}
    return all(labs.get(name) == source for name, source in brought.files.items())


def changes(brought: Bundle) -> list[str]:
    """How the labs of a deck differ from what was allowed of it: file by file, a unified diff.

    Nothing where nothing of it was.
    """
    known = allowed(brought.deck)
    told: list[str] = []
    if known is None:
        return told
    for name in dict.fromkeys((*filter(_is_lab, known.files), *brought.files)):
        old, new = (files.get(name, "").splitlines() for files in (known.files, brought.files))
        told += unified_diff(old, new, f"allowed/{name}", f"now/{name}", lineterm="")
    return told


def allowed(deck: Path) -> Allowed | None:
    """What was allowed of a deck; None when nothing was."""
    return _read(_file(deck))


def all_allowed() -> list[Allowed]:
    """Everything that was allowed, by the decks' files."""
    found = map(_read, _folder().glob("*.json"))
    return sorted((one for one in found if one is not None), key=lambda one: one.deck)


def allow(brought: Bundle, at: str) -> None:
    """Let the labs of a deck run as long as they are just so.

    Raises:
        QuizError: that cannot be written down.
    """
    one = Allowed(brought.name, str(brought.deck), brought.digest, at, dict(brought.files))
    try:
        _write(_file(brought.deck), json.dumps(asdict(one), ensure_ascii=False, indent=1))
    except OSError as error:
        raise _unwritable(error) from error


def revoke(deck: Path) -> bool:
    """Allow nothing of a deck any more; whether anything was.

    Raises:
        QuizError: that cannot be written down.
    """
    try:
        _file(deck).unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unwritable(error) from error
    return True


def _is_lab(name: str) -> bool:
    """Whether a file was code: an earlier quizapp kept the deck's files too."""
    return name.startswith(f"{FOLDER}/") and name.endswith(".py")


def _folder() -> Path:
    return paths.home() / "trust"


def _file(deck: Path) -> Path:
    return _folder() / f"{sha256(os.fsencode(deck.resolve())).hexdigest()[:32]}.json"


def _read(path: Path) -> Allowed | None:
    """What a file says; one that says nothing allows nothing."""
    try:
        one = Allowed(**json.loads(path.read_text("utf-8")))
        texts = (one.name, one.deck, one.digest, one.at, *one.files, *one.files.values())
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return one if all(isinstance(text, str) for text in texts) else None


def _write(path: Path, text: str) -> None:
    """All of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".trust-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(partial).replace(path)
    except OSError:
        with suppress(OSError):
            Path(partial).unlink()
        raise


def _unwritable(error: OSError) -> QuizError:
    return QuizError(
        f"{_folder()}: cannot write there what may run ({error.strerror})",
        "Change its permissions, or let QUIZAPP_HOME name a folder that you can write to.",
    )
