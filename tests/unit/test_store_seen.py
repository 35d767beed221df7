"""What reviewed cards looked like: written with the review, and only when it is another face."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.config import Config
from quizapp.deck.lazy import of
from quizapp.deck.library import Library
from quizapp.deck.model import Card, CardKey, CardType, Deck, LocalText, Position
from quizapp.review.model import Event, Millis, Moment, Rating, StudyDay
from quizapp.review.schedule import Scheduler
from quizapp.review.study import Study
from quizapp.store import seen
from quizapp.store.db import Store

START = Moment(Millis(1_700_000_000_000), StudyDay(19_675))
FILE = Path("deck.yaml").absolute()
FACE = seen.Face(
    CardKey("d/a"), "qa", "Why?", (("en", "why? because"), ("zh", "为什么")), str(FILE)
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "reviews.db") as opened:
        yield opened


def review(store: Store, face: seen.Face | None, card: str = "d/a") -> None:
    draft = Event("", 0, "review", START.at, START.day, CardKey(card), Rating.GOOD)
    rules = Scheduler()
    store.append(draft, lambda before: rules.next(before, Rating.GOOD, START), face=face)


def test_a_face_comes_back_and_is_refreshed_when_it_changed(store: Store) -> None:
    review(store, FACE)
    assert seen.faces(store) == {FACE.card: FACE}
    with store.writing() as db:
        before = db.total_changes
        seen.keep(db, FACE)
        assert db.total_changes == before, "what has not changed is not written"
        seen.keep(db, replace(FACE, texts=()))
        assert db.total_changes == before + 1
    review(store, FACE)
    assert seen.faces(store) == {FACE.card: FACE}


def test_reviews_are_counted_as_they_stand(store: Store) -> None:
    for card in ("d/a", "d/a", "d/b"):
        review(store, None, card)
    store.undo(START, lambda card: [card], Scheduler().replay)
    assert seen.reviewed(store) == {"d/a": seen.Reviewed(2, START.at)}
    assert seen.faces(store) == {}
    assert seen.faceless(store) == ["d/a"]


def test_an_older_database_learns_the_faces_at_the_next_sitting(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    with Store.open(path) as store:
        review(store, None)
        review(store, None, "d/gone")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE seen")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'what_reviewed_cards_looked_like'")
        raw.execute("PRAGMA user_version = 5")
    question = LocalText((("", "Is it?"),))
    card = Card(CardKey("d/a"), CardType.TRUTH, question, Position(FILE, 1, 1), True)
    decks = Library((Deck("d", question, FILE, of([card]), {}),))
    with Store.open(path) as store:
        assert len(store.reviews()) == 2
        Study(decks, store, Config(), clock=lambda: START)
        assert {key: face.texts for key, face in seen.faces(store).items()} == {
            "d/a": (("", "is it? true"),)
        }
        assert seen.faceless(store) == ["d/gone"]
