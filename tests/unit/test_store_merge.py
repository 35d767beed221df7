"""Logs of several devices made one: the same in any order, however often, and replayed right."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.review.model import Event, Millis, Rating, StudyDay
from quizapp.review.schedule import Scheduler
from quizapp.store.db import Store
from quizapp.store.merge import Merged, merge

RULES = Scheduler()
RENAMED = {CardKey("d/old"): CardKey("d/a")}
CARDS = [CardKey(f"d/{name}") for name in ("a", "b", "old")]


def names(card: CardKey) -> Sequence[CardKey]:
    present = RENAMED.get(card, card)
    return (present, *(old for old, new in RENAMED.items() if new == present))


def put(store: Store, events: Sequence[Event]) -> Merged:
    return merge(store, events, names, RULES.replay)


@st.composite
def logs(draw: st.DrawFn) -> list[list[Event]]:
    """What one to three devices logged; each may take back its own last review."""
    found = []
    for device in range(draw(st.integers(1, 3))):
        log: list[Event] = []
        standing: list[Event] = []
        day = 19_000
        for seq in range(1, draw(st.integers(1, 8)) + 1):
            day += draw(st.integers(0, 20))
            at = Millis(day * 86_400_000 + seq * 1000)
            if standing and draw(st.integers(0, 4)) == 0:
                last = standing.pop()
                event = Event(
                    f"device{device}", seq, "undo", at, StudyDay(day), last.card,
                    target=(last.device, last.seq), tick=at,
                )  # fmt: skip
            else:
                rating = draw(st.sampled_from(Rating))
                event = Event(
                    f"device{device}", seq, "review", at, StudyDay(day),
                    draw(st.sampled_from(CARDS)), rating, tick=at,
                )  # fmt: skip
                standing.append(event)
            log.append(event)
        found.append(log)
    return found


@settings(max_examples=40)
@given(logs(), st.randoms(use_true_random=False))
def test_a_merge_is_a_set_union_and_then_a_replay(
    found: list[list[Event]], chance: random.Random
) -> None:
    every = list(itertools.chain(*found))
    mixed = list(every)
    chance.shuffle(mixed)
    with TemporaryDirectory() as folder:
        first = Store.open(Path(folder, "1.db"))
        second = Store.open(Path(folder, "2.db"))
        with first, second:
            for log in found:
                assert put(first, log).added == len(log)
            middle = len(mixed) // 2
            put(second, mixed[middle:])
            put(second, mixed[:middle])
            assert put(second, every)[:2] == (0, len(every))
            assert first.events() == second.events() == sorted(every, key=lambda one: one.order)
            assert first.states() == second.states()
            assert first.states() == dict(RULES.replay_all(first.reviews(), RENAMED))


def test_a_review_that_is_taken_back_elsewhere_leaves_no_state(tmp_path: Path) -> None:
    at, day = Millis(1_700_000_000_000), StudyDay(19_675)
    review = Event("phone", 1, "review", at, day, CARDS[0], Rating.GOOD, tick=at)
    undo = Event("phone", 2, "undo", at, day, CARDS[0], target=("phone", 1), tick=at)
    with Store.open(tmp_path / "reviews.db") as store:
        assert put(store, [review]) == (1, 0, {CARDS[0]})
        assert store.states() == {CARDS[0]: RULES.replay(CARDS[0], [review])}
        assert put(store, [review, undo]) == (1, 1, {CARDS[0]})
        assert store.states() == {}


def test_what_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    at, day = Millis(1_700_000_000_000), StudyDay(19_675)
    review = Event("phone", 1, "review", at, day, CARDS[0], Rating.GOOD, tick=at)
    ungraded = Event("phone", 2, "review", at, day, CARDS[0], None, tick=at)
    with Store.open(tmp_path / "reviews.db") as store:
        with pytest.raises(QuizError):
            put(store, [review, ungraded])
        assert store.events() == []
        assert store.states() == {}
