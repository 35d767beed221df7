"""What the cards of the log looked like when they were reviewed, and how often that was.

The table holds no truth: without it, reviews that lost their card are listed without its words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from quizapp.deck.face import Face
from quizapp.deck.model import CardKey
from quizapp.review.model import Millis
from quizapp.store import rows

if TYPE_CHECKING:
    from quizapp.store.db import Store

_COLUMNS = "card, type, question, texts, file"
_KEEP = (
    f"INSERT INTO seen ({_COLUMNS}) VALUES ({rows.marks(_COLUMNS)})"
    " ON CONFLICT (card) DO UPDATE SET type = excluded.type, question = excluded.question,"
    " texts = excluded.texts, file = excluded.file"
    # What has not changed is not written: most reviews find the card as it was.
    " WHERE (type, question, texts, file)"
    " IS NOT (excluded.type, excluded.question, excluded.texts, excluded.file)"
)


class Reviewed(NamedTuple):
    """How many reviews of a key stand, and when the last one was given."""

    times: int
    last: Millis


def keep(db: sqlite3.Connection, face: Face) -> None:
    """Remember a face in the transaction that is open."""
    # Folded texts have neither tabs nor newlines.
    texts = "\n".join(f"{lang}\t{text}" for lang, text in face.texts)
    db.execute(_KEEP, (face.card, face.type, face.question, texts, face.file))


def remember(store: Store, faces: Iterable[Face]) -> None:
    """Remember several, in a transaction of their own.

    Raises:
        QuizError: the database cannot be written.
    """
    with store.writing() as db:
        for face in faces:
            keep(db, face)


def faces(store: Store) -> dict[CardKey, Face]:
    """The face of each card ever reviewed, by the key it had then.

    Raises:
        QuizError: the database cannot be read.
    """
    return {CardKey(row[0]): _face(*row) for row in store.read(f"SELECT {_COLUMNS} FROM seen")}


def faceless(store: Store) -> list[CardKey]:
    """The cards with a state whose face is not remembered.

    Raises:
        QuizError: the database cannot be read.
    """
    found = store.read("SELECT card FROM states WHERE card NOT IN (SELECT card FROM seen)")
    return [CardKey(row[0]) for row in found]


def reviewed(store: Store) -> dict[CardKey, Reviewed]:
    """Every key that standing reviews were given under.

    Raises:
        QuizError: the database cannot be read.
    """
    found = store.read("SELECT card, count(*), max(at) FROM reviews GROUP BY card")
    return {CardKey(card): Reviewed(times, Millis(last)) for card, times, last in found}


def _face(card: str, kind: str, question: str, texts: str, file: str) -> Face:
    pairs = (line.partition("\t") for line in texts.split("\n")) if texts else ()
    return Face(CardKey(card), kind, question, tuple((lang, text) for lang, _, text in pairs), file)
