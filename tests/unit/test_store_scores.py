"""High scores: best first, each level by itself, and an older database gets the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.review.model import Millis
from quizapp.store import schema, scores
from quizapp.store.db import Store
from quizapp.store.scores import Score


def score(steps: int, level: str = "sgd-valley", at: int = 1) -> Score:
    return Score("tune", level, steps, "lr=0.1 momentum=0.9", Millis(at))


def test_the_best_come_first_and_the_earlier_of_equal_ones(tmp_path: Path) -> None:
    with Store.open(tmp_path / "reviews.db") as store:
        for one in (score(12, at=3), score(9), score(12, at=2), score(1, "other")):
            scores.keep(store, one)
        assert scores.best(store, "tune", "sgd-valley") == [
            score(9),
            score(12, at=2),
            score(12, at=3),
        ]
        assert scores.best(store, "tune", "sgd-valley", 1) == [score(9)]
        assert scores.best(store, "derby", "sgd-valley") == []
    with Store.open(tmp_path / "reviews.db", readonly=True) as store:
        assert scores.best(store, "tune", "other") == [score(1, "other")]


def test_a_database_from_before_the_games_gets_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        past.setattr(schema, "STEPS", schema.STEPS[:1])
        past.setattr(schema, "VERSION", 1)
        Store.open(tmp_path / "reviews.db").close()
    with Store.open(tmp_path / "reviews.db", readonly=True) as store:
        assert scores.best(store, "tune", "sgd-valley") == []
    with Store.open(tmp_path / "reviews.db") as store:
        scores.keep(store, score(5))
        assert scores.best(store, "tune", "sgd-valley") == [score(5)]
