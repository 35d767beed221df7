"""The schedule against py-fsrs and published histories, and the laws it must obey."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.deck.model import CardKey
from quizapp.review.fuzz import bounds, constrain
from quizapp.review.model import (
    CardState,
    Event,
    Millis,
    Moment,
    Phase,
    Rating,
    StudyDay,
)
from quizapp.review.schedule import Scheduler, interval_text

DAY = 24 * 3600 * 1000
CARD = CardKey("deck/card")
START = Moment(Millis(1_700_000_000_000), StudyDay(19_675))
EXACT = Scheduler(fuzz=False)

ratings = st.sampled_from(list(Rating))
gaps = st.lists(st.tuples(st.integers(0, 400), ratings), min_size=1, max_size=25)


def later(moment: Moment, days: int = 0, seconds: int = 0) -> Moment:
    return Moment(Millis(moment.at + days * DAY + 1000 * seconds), StudyDay(moment.day + days))


def due(state: CardState) -> Moment:
    """The moment at which a learner who is never late sees the card."""
    if state.phase is Phase.REVIEW:
        days = state.due_day - state.last_day
        return Moment(Millis(state.last_at + days * DAY), state.due_day)
    return Moment(state.due_at, state.last_day)


# Published histories. 13 reviews, each on time: six times good, twice again, five times good.
HISTORY = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]


def test_the_published_history_of_fsrs_6() -> None:
    """The list of py-fsrs' own test_review_card (v6); in days, 0 while in steps."""
    state, moment, intervals = CardState(CARD), START, []
    for rating in HISTORY:
        state = EXACT.next(state, Rating(rating), moment)
        moment = due(state)
        intervals.append(state.interval)
    # 498 and 21 in py-fsrs 6.3, 497 and 20 in its first version: single and double precision.
    assert intervals[:5] == [0, 2, 11, 46, 163]
    assert intervals[5] in (497, 498)
    assert intervals[6:12] == [0, 0, 2, 4, 7, 12]
    assert intervals[12] in (20, 21)


def test_the_published_memory_state_of_fsrs_6() -> None:
    """The vector of fsrs-rs' own tests, which other implementations repeat in theirs."""
    state, moment = CardState(CARD), START
    for rating, days in zip([1, 3, 3, 3, 3, 3], [0, 0, 1, 3, 8, 21], strict=True):
        moment = later(moment, days)
        state = EXACT.next(state, Rating(rating), moment)
    assert state.memory is not None
    assert state.memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert state.memory.difficulty == pytest.approx(6.3574867, abs=1e-4)


def oracle_next(card: fsrs.Card, rating: Rating, when: datetime) -> fsrs.Card:
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    return scheduler.review_card(card, fsrs.Rating(int(rating)), when)[0]


def least_interval(card: fsrs.Card, state: CardState, rating: Rating, when: datetime) -> int:
    """What hard < good < easy demands of a rating, built from py-fsrs's shorter ratings."""
    least = 1
    for other in (Rating.HARD, Rating.GOOD, Rating.EASY):
        steps = state.phase is not Phase.REVIEW and other is Rating.HARD
        if other >= rating:
            break
        if not steps:
            core = fsrs.Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
            wanted = core.review_card(card, fsrs.Rating(int(other)), when)[0]
            least = max(least, (wanted.due - when).days) + 1
    return least


@given(gaps)
@settings(max_examples=150, deadline=None)
def test_py_fsrs_says_the_same(history: list[tuple[int, Rating]]) -> None:
    """Memory states agree to single precision, and intervals but for hard < good < easy."""
    state, moment = CardState(CARD), START
    card, when = fsrs.Card(), datetime(2024, 1, 1, 12, tzinfo=UTC)
    for days, rating in history:
        moment, when = later(moment, days), when + timedelta(days=days)
        least = least_interval(card, state, rating, when)
        card, state = oracle_next(card, rating, when), EXACT.next(state, rating, moment)
        assert state.memory is not None
        assert state.memory.stability == pytest.approx(card.stability, rel=2e-3)
        assert state.memory.difficulty == pytest.approx(card.difficulty, rel=2e-3)
        if card.state == fsrs.State.Review:
            wanted = max((card.due - when).days, min(least, 36500))
            assert state.phase is Phase.REVIEW
            assert abs(state.interval - wanted) <= 1 + wanted * 3e-3
        else:
            assert state.due_at - moment.at == (card.due - when) / timedelta(milliseconds=1)


def test_a_new_card_takes_ankis_steps() -> None:
    choices = EXACT.preview(CardState(CARD), START)
    waits = [(choices[rating].due_at - START.at) // 1000 for rating in (1, 2, 3)]
    assert waits == [60, 330, 600]
    assert choices[Rating.EASY].phase is Phase.REVIEW
    last = choices[Rating.GOOD]
    again = EXACT.preview(last, START)
    assert [(again[rating].due_at - START.at) // 1000 for rating in (1, 2)] == [60, 600]
    assert again[Rating.GOOD].phase is Phase.REVIEW


def test_a_single_step_makes_hard_half_as_long_again() -> None:
    state = CardState(CARD, phase=Phase.REVIEW, interval=10)
    learnt = EXACT.next(EXACT.next(state, Rating.EASY, START), Rating.AGAIN, later(START, 9))
    assert learnt.phase is Phase.RELEARNING
    assert learnt.lapses == 1
    moment = later(START, 9, 600)
    hard = EXACT.preview(learnt, moment)[Rating.HARD]
    assert hard.due_at - moment.at == 900_000


def test_without_steps_every_rating_leads_to_days() -> None:
    bare = replace(EXACT, learning_steps=(), relearning_steps=())
    choices = bare.preview(CardState(CARD), START)
    assert all(state.phase is Phase.REVIEW for state in choices.values())
    assert [choices[rating].interval for rating in Rating] == [1, 1, 2, 8]


def test_steps_made_fewer_in_the_settings_do_not_strand_a_card() -> None:
    third = CardState(CARD, phase=Phase.LEARNING, step=5, memory=None)
    assert EXACT.preview(third, START)[Rating.GOOD].phase is Phase.REVIEW


def test_anki_s_fuzz_ranges() -> None:
    """The ranges in the tests of Anki's rslib/src/scheduler/states/fuzz.rs."""
    ranges = {days: bounds(days, 1, 1000) for days in (1.0, 2.49, 2.5, 7.0, 17.0, 37.0)}
    assert ranges == {
        1.0: (1, 1),
        2.49: (2, 2),
        2.5: (2, 4),
        7.0: (5, 9),
        17.0: (14, 20),
        37.0: (33, 41),
    }
    assert bounds(101.0, 101, 1000)[0] == 101
    assert constrain(100.0, 1, 99, 0.999) == 99


states = st.builds(lambda history, fuzz: (Scheduler(fuzz=fuzz), history), gaps, st.booleans())


@given(states, st.integers(0, 500), st.integers(1, 36500))
@settings(max_examples=200, deadline=None)
def test_intervals_stay_in_bounds_and_rise_with_the_rating(
    setup: tuple[Scheduler, list[tuple[int, Rating]]], wait: int, maximum: int
) -> None:
    scheduler = replace(setup[0], maximum_interval=maximum)
    state, moment = CardState(CARD), START
    for days, rating in setup[1]:
        moment = later(moment, days)
        state = scheduler.next(state, rating, moment)
    choices = scheduler.preview(state, later(moment, wait))
    waits = [
        (after.interval, 0) if after.phase is Phase.REVIEW else (0, after.due_at)
        for after in choices.values()
    ]
    assert waits == sorted(waits)
    graduating = [after.interval for after in choices.values() if after.phase is Phase.REVIEW]
    assert all(1 <= days <= maximum for days in graduating)
    passing = [days for days in graduating if days < maximum]
    if choices[Rating.AGAIN].phase is not Phase.REVIEW:
        assert len(set(passing)) == len(passing)


@given(gaps)
@settings(max_examples=50, deadline=None)
def test_a_preview_is_the_outcome(history: list[tuple[int, Rating]]) -> None:
    scheduler, state, moment = Scheduler(), CardState(CARD), START
    for days, rating in history:
        moment = later(moment, days)
        promised = scheduler.preview(state, moment)[rating]
        state = scheduler.next(state, rating, moment)
        assert state == promised


def test_fuzz_spreads_cards_and_stays_the_same_for_each() -> None:
    memory = EXACT.next(CardState(CARD), Rating.EASY, START)
    intervals = set()
    for number in range(40):
        state = replace(memory, card=CardKey(f"deck/{number}"))
        first, second = (Scheduler().next(state, Rating.GOOD, later(START, 8)) for _ in "ab")
        assert first == second
        intervals.add(first.interval)
    assert len(intervals) > 3


def test_a_clock_set_back_counts_as_the_same_day() -> None:
    state = EXACT.next(CardState(CARD), Rating.EASY, START)
    back = EXACT.next(state, Rating.GOOD, later(START, -300))
    same = EXACT.next(state, Rating.GOOD, START)
    assert back.memory == same.memory
    assert back.due_day - back.last_day == back.interval


def test_study_days_count_not_hours() -> None:
    """22:00 to 07:00 is a day; 24 hours of 86,400 seconds have nothing to do with it."""
    state = EXACT.next(CardState(CARD), Rating.EASY, START)
    soon = Moment(Millis(START.at + 9 * 3600 * 1000), StudyDay(START.day + 1))
    assert EXACT.next(state, Rating.GOOD, soon).memory == (
        EXACT.next(state, Rating.GOOD, later(START, 1)).memory
    )


def log_of(device: str, history: list[tuple[int, Rating]], cards: int) -> list[Event]:
    moment, events = START, []
    for seq, (days, rating) in enumerate(history, start=1):
        moment = later(moment, days, seq)
        card = CardKey(f"deck/{seq % cards}")
        events.append(
            Event(device, seq, "review", moment.at, moment.day, card, rating, tick=moment.at)
        )
    return events


@given(gaps, gaps, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_two_devices_logs_merge_to_the_same_states_in_any_order(
    mine: list[tuple[int, Rating]], yours: list[tuple[int, Rating]], chance: object
) -> None:
    union = [*log_of("a", mine, 3), *log_of("b", yours, 3)]
    expected = EXACT.replay_all(sorted(union, key=lambda event: event.order))
    chance.shuffle(union)  # type: ignore[attr-defined]
    assert EXACT.replay_all(sorted(union, key=lambda event: event.order)) == expected


@pytest.mark.parametrize(
    ("rating", "lang", "text"),
    [(1, "en", "1m"), (2, "en", "5.5m"), (3, "zh", "10分钟"), (4, "en", "8d"), (4, "zh", "8天")],
)
def test_intervals_are_said_briefly(rating: int, lang: str, text: str) -> None:
    after = EXACT.preview(CardState(CARD), START)[Rating(rating)]
    assert interval_text(after, START, lang) == text


@pytest.mark.parametrize(("days", "text"), [(30, "30d"), (45, "1.5mo"), (730, "2y")])
def test_long_intervals_are_said_in_months_and_years(days: int, text: str) -> None:
    state = CardState(CARD, phase=Phase.REVIEW, due_day=StudyDay(START.day + days))
    assert interval_text(state, START) == text
