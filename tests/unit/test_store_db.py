"""The log and the states on a real SQLite file. Failures of the file are in test_store_trouble."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.deck.model import CardKey
from quizapp.review.model import CardState, Event, Millis, Moment, Phase, Rating, StudyDay
from quizapp.review.schedule import Scheduler
from quizapp.store.db import Store, Studied

START = Moment(Millis(1_700_000_000_000), StudyDay(19_675))
CARD = CardKey("deck/card")
RULES = Scheduler()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "reviews.db") as opened:
        yield opened


def later(days: int = 0, seconds: int = 0) -> Moment:
    at = START.at + 1000 * (86_400 * days + seconds)
    return Moment(Millis(at), StudyDay(START.day + days))


def review(
    store: Store, moment: Moment, rating: Rating = Rating.GOOD, card: CardKey = CARD
) -> tuple[Event, CardState]:
    draft = Event("", 0, "review", moment.at, moment.day, card, rating, 1500, 42, '{"text": "é"}')
    return store.append(draft, lambda before: RULES.next(before, rating, moment))


def undo(store: Store) -> tuple[Event, CardState] | None:
    return store.undo(later(seconds=99), lambda card: [card], RULES.replay)


def test_an_event_comes_back_as_it_was_written(store: Store) -> None:
    event, state = review(store, START)
    assert (event.device, event.seq, event.tick) == (store.device, 1, START.at)
    assert store.events() == [event]
    assert store.states() == {CARD: state}
    with Store.open(store.path) as again:
        assert again.device == store.device
        assert again.events() == [event]
        assert again.states() == {CARD: state}


def test_the_log_refuses_change_and_deletion(store: Store) -> None:
    review(store, START)
    raw = sqlite3.connect(store.path)
    for statement in ("UPDATE events SET rating = 4", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            raw.execute(statement)
    raw.close()


def test_undo_takes_back_one_after_the_other_without_end(store: Store) -> None:
    states = [CardState(CARD), *(review(store, later(number))[1] for number in range(5))]
    for expected in reversed(states[:-1]):
        undone = undo(store)
        assert undone is not None
        assert undone[1] == expected
    assert undo(store) is None
    assert store.states() == {}
    assert [event.kind for event in store.events()] == ["review"] * 5 + ["undo"] * 5
    review(store, later(9), Rating.EASY)
    undone = undo(store)
    assert undone is not None
    assert undone[0].rating is Rating.EASY


def test_undo_leaves_other_devices_reviews_alone(store: Store) -> None:
    mine, _ = review(store, START)
    theirs = ("other", 1, START.at + 5, "review", START.at + 5, START.day, CARD, 1, 0, 0, "")
    with sqlite3.connect(store.path) as raw:
        raw.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", theirs
        )
    raw.close()
    undone = undo(store)
    assert undone is not None
    assert undone[0] == mine
    assert [event.device for event in store.reviews()] == ["other"]
    assert undo(store) is None


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 3), st.integers(-40, 40), st.sampled_from(list(Rating))),
        st.just("undo"),
    ),
    min_size=1,
    max_size=25,
)


@given(ACTIONS)
@settings(max_examples=40, deadline=None)
def test_replaying_the_log_gives_the_states_that_studying_gave(
    tmp_path_factory: pytest.TempPathFactory, actions: list[object]
) -> None:
    """Whatever is undone between, and however the clock jumps; and undone is never happened."""
    day, stands = 0, []
    with Store.open(tmp_path_factory.mktemp("log") / "reviews.db") as store:
        for action in actions:
            if isinstance(action, tuple):
                card, days, rating = action
                day += days
                stands.append(review(store, later(day), rating, CardKey(f"deck/{card}"))[0])
            elif undo(store) is not None:
                stands.pop()
        states = store.states()
        assert RULES.replay_all(store.reviews()) == states
        assert store.reviews() == stands
        assert store.rebuild("other rules", RULES.replay_all) == states
        assert store.states() == states
        assert store.fingerprint == "other rules"


def test_a_clock_set_back_keeps_the_order_of_events(store: Store) -> None:
    first, _ = review(store, later(10), Rating.EASY)
    second, state = review(store, later(2), Rating.AGAIN)
    assert second.at < first.at
    assert second.tick > first.tick
    assert store.reviews() == [first, second]
    assert RULES.replay(CARD, store.reviews()) == state


def test_a_day_counts_cards_not_answers_and_forgets_what_was_undone(store: Store) -> None:
    review(store, START)
    review(store, later(0, 60))
    assert store.studied(START.day) == Studied(new=1, reviews=0)
    review(store, later(3))
    review(store, later(3), card=CardKey("deck/other"))
    assert store.studied(later(3).day) == Studied(new=1, reviews=1)
    undo(store)
    undo(store)
    assert store.studied(later(3).day) == Studied(new=0, reviews=0)
    assert store.studied(START.day) == Studied(new=1, reviews=0)


def test_the_newest_events_can_be_asked_for(store: Store) -> None:
    for number in range(5):
        review(store, later(number))
    assert [event.seq for event in store.events(2)] == [4, 5]
    assert len(store.events()) == 5


def test_another_process_reads_while_this_one_writes(store: Store) -> None:
    with Store.open(store.path, readonly=True) as reader:
        before = reader.data_version
        for number in range(20):
            review(store, later(number))
            assert len(reader.events()) == number + 1
        assert reader.data_version != before
        with pytest.raises(Exception, match="cannot write"):
            review(reader, START)
    assert len(store.events()) == 20


def test_two_writers_never_share_a_number(store: Store) -> None:
    with Store.open(store.path) as other:
        for number in range(10):
            review(store if number % 2 else other, later(number))
    assert [event.seq for event in store.events()] == list(range(1, 11))
    assert store.states()[CARD].reps == 10


def test_a_missing_file_reads_as_empty_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "reviews.db"
    with Store.open(path, readonly=True) as store:
        assert store.events() == []
        assert store.states() == {}
        assert store.studied(START.day) == Studied(0, 0)
        assert store.undo_target() is None
    assert not path.parent.exists()


def test_a_failure_between_event_and_state_leaves_neither(store: Store) -> None:
    def fails(_: CardState) -> CardState:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.append(Event("", 0, "review", START.at, START.day, CARD, Rating.GOOD), fails)
    assert store.events() == []
    review(store, START)
    assert store.states()[CARD].phase is Phase.LEARNING
    assert store.damage() == []


def test_writing_is_durable_and_not_wal(store: Store) -> None:
    assert store._db.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
    assert store._db.execute("PRAGMA synchronous").fetchone()[0] == 2
