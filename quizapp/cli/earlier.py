"""What the log keeps of earlier cards, for commands that make ids. Waits for no other program."""

from __future__ import annotations

from collections.abc import Collection

from quizapp.deck.face import Face
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.paths import database


def reviewed() -> dict[CardKey, Face | None]:
    """Every key that reviews are kept under, and what its card looked like, where that is known.

    Nothing where there is no log, or where it cannot be asked: `doctor` says why.
    """
    if not database().exists():
        return {}
    from quizapp.store import seen
    from quizapp.store.db import Store

    try:
        with Store.open(database(), readonly=True, patience=0) as store:
            faces = seen.faces(store)
            return {key: faces.get(key) for key in seen.reviewed(store)}
    except QuizError:
        return {}


def faces_of(decks: Collection[str]) -> dict[str, Face]:
    """What the reviewed cards of some decks looked like, by their ids."""
    return {
        key.partition("/")[2]: face
        for key, face in reviewed().items()
        if face is not None and key.partition("/")[0] in decks
    }
