"""Which code may run: shipped labs, and those of a deck that the user allowed exactly as it is.

What was allowed is kept in the learner's folder, a file a deck, with a copy of its content.
"""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from quizapp import paths
from quizapp.deck.model import Deck
from quizapp.errors import QuizError
from quizapp.lab.beside import FOLDER, Bundle, Labs
from quizapp.lab.beside import bundle as bundle_of


@dataclass(frozen=True, slots=True)
class Allowed:
    """A deck's content that may run; ``deck`` is its file, ``at`` when it was allowed."""

    name: str
    deck: str
    digest: str
    at: str
    files: Mapping[str, str]


def is_shipped(path: Path, folder: Path) -> bool:
    """Whether a lab lies in the folder of trusted labs; links are followed, also out of it."""
    return path.resolve().parent == folder.resolve()


def refusal(path: Path, source: str, deck: str, bundle: str) -> str:
    """Why a lab that is not shipped may not run; empty when it may.

    Args:
        path: the file that ``source`` was read from.
        source: the text that would run (not read again, so that it cannot change in between).
        deck: the file of the deck that brings it; empty when none does.
        bundle: the digest of that deck's content and its labs', as they are in use.
    """
    if not deck:
        return f"not trusted: {path} is not one of the shipped labs"
    known = allowed(Path(deck))
    command = f"`quizapp deck trust {shlex.quote(deck)}`"
    if known is None:
        return f"not trusted: this deck brings code of its own; {command} shows it and asks"
    if known.digest != bundle or known.files.get(f"{FOLDER}/{path.name}") != source:
        return f"not trusted: this deck has changed since it was allowed; {command} shows how"
    return ""


def has_code(deck: Deck) -> bool:
    """Whether a deck declares any code lab, shipped or its own."""
    return any(spec.kind == "code" for spec in deck.labs.values())


def must_be_allowed(deck: Deck, shipped: Callable[[], Labs]) -> bool:
    """Whether a deck brings code that may not run as it is; ``shipped`` reads the shipped labs."""
    if not has_code(deck):
        return False
    try:
        brought = bundle_of(deck, shipped())
    except QuizError:
        return False  # `deck check` says what is wrong with it
    known = allowed(deck.path)
    return bool(brought.labs) and (known is None or known.digest != brought.digest)


def allowed(deck: Path) -> Allowed | None:
    """What was allowed of a deck; None when nothing was."""
    return _read(_file(deck))


def all_allowed() -> list[Allowed]:
    """Everything that was allowed, by the decks' files."""
    found = map(_read, _folder().glob("*.json"))
    return sorted((one for one in found if one is not None), key=lambda one: one.deck)


def allow(bundle: Bundle, at: str) -> None:
    """Let the labs of a deck run as long as it is just so.

    Raises:
        QuizError: that cannot be written down.
    """
    one = Allowed(bundle.name, str(bundle.deck), bundle.digest, at, dict(bundle.files))
    try:
        _write(_file(bundle.deck), json.dumps(asdict(one), ensure_ascii=False, indent=1))
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


def _folder() -> Path:
    return paths.home() / "trust"


def _file(deck: Path) -> Path:
    return _folder() / f"{sha256(os.fsencode(deck.resolve())).hexdigest()[:32]}.json"


def _read(path: Path) -> Allowed | None:
    """What a file says; one that says nothing allows nothing."""
    try:
        return Allowed(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


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
