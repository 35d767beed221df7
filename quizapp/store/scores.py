"""High scores of the games: kept beside the reviews, and no part of their log."""

from __future__ import annotations

from typing import NamedTuple

from quizapp.review.model import Millis
from quizapp.store.db import Store

COLUMNS = "game, level, score, detail, at"


class Score(NamedTuple):
    """A result worth keeping; the lower ``score`` is the better one. ``detail`` says how."""

    game: str
    level: str
    score: int
    detail: str
    at: Millis


def keep(store: Store, score: Score) -> None:
    """Put a score on the list.

    Raises:
        QuizError: the database cannot be written.
    """
    with store.writing() as database:
        database.execute(f"INSERT INTO scores ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", score)


def best(store: Store, game: str, level: str, limit: int = 5) -> list[Score]:
    """The best scores of a level; the earlier of two equal ones first.

    Raises:
        QuizError: the database cannot be read.
    """
    found = store.read(
        f"SELECT {COLUMNS} FROM scores WHERE game = ? AND level = ? ORDER BY score, at LIMIT ?",
        (game, level, limit),
    )
    return [Score(*row) for row in found]
