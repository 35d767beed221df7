"""The order of the day, its limits, and the learn-ahead rule. No schedule, no store."""

from __future__ import annotations

from quizapp.deck.model import CardKey
from quizapp.review.model import CardState, MemoryState, Millis, Moment, Phase, StudyDay
from quizapp.review.queue import LEARN_AHEAD, Counts, Limits, plan

NOW = Moment(Millis(1_700_000_000_000), StudyDay(19_675))
MANY = Limits(100, 100)


def key(name: str) -> CardKey:
    return CardKey(f"deck/{name}")


def reviewed(name: str, *, due: int = 0, stability: float = 10.0, ago: int = 10) -> CardState:
    return CardState(
        key(name),
        phase=Phase.REVIEW,
        memory=MemoryState(stability, 5.0),
        due_day=StudyDay(NOW.day + due),
        last_day=StudyDay(NOW.day - ago),
    )


def learning(name: str, seconds: int) -> CardState:
    return CardState(key(name), phase=Phase.LEARNING, due_at=Millis(NOW.at + 1000 * seconds))


def by_key(*states: CardState) -> dict[CardKey, CardState]:
    return {state.card: state for state in states}


def test_a_due_step_comes_before_reviews_and_these_before_a_later_step() -> None:
    states = by_key(learning("soon", 600), learning("now", -1), reviewed("review"))
    queue = plan(states, states, NOW, MANY)
    assert queue.next_card(NOW) == key("now")
    queue = queue.without(key("now"))
    assert queue.next_card(NOW) == key("review")
    assert queue.without(key("review")).next_card(NOW) == key("soon")


def test_a_step_beyond_the_learn_ahead_limit_is_waited_for() -> None:
    states = by_key(learning("late", 30 * 60))
    queue = plan(states, states, NOW, MANY)
    assert queue.next_card(NOW) is None
    assert queue.wait_until == NOW.at + 30 * 60 * 1000 - LEARN_AHEAD
    then = Moment(Millis(queue.wait_until), NOW.day)
    assert queue.next_card(then) == key("late")


def test_nothing_left_is_nothing_to_wait_for() -> None:
    queue = plan([], {}, NOW, MANY)
    assert queue.next_card(NOW) is None
    assert queue.wait_until is None


def test_only_what_is_due_comes() -> None:
    states = by_key(reviewed("today"), reviewed("tomorrow", due=1), reviewed("late", due=-3))
    queue = plan(states, states, NOW, MANY)
    assert {card for card, _ in queue.main} == {key("today"), key("late")}


def test_the_most_forgotten_comes_first_whatever_its_due_day() -> None:
    fresh = reviewed("strong", due=-5, stability=100.0, ago=20)
    faded = reviewed("weak", due=0, stability=2.0, ago=20)
    states = by_key(fresh, faded)
    assert [card for card, _ in plan(states, states, NOW, MANY).main] == [faded.card, fresh.card]


def test_ties_are_shuffled_by_day_but_the_same_all_day() -> None:
    states = by_key(*(reviewed(str(number)) for number in range(30)))
    orders = []
    for day in (0, 0, 1):
        moment = Moment(NOW.at, StudyDay(NOW.day + day))
        orders.append([card for card, _ in plan(states, states, moment, MANY).main])
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])


def test_limits_hold_and_new_cards_keep_their_order_among_the_reviews() -> None:
    states = by_key(*(reviewed(f"r{number}") for number in range(10)))
    new = [key(f"n{number}") for number in range(10)]
    queue = plan([*new, *states], states, NOW, Limits(3, 6))
    assert queue.counts == Counts(3, 0, 6)
    assert [card for card, fresh in queue.main if fresh] == new[:3]
    places = [place for place, (_, fresh) in enumerate(queue.main) if fresh]
    assert min(places) > 0
    assert max(places) < 8
    assert plan(new, {}, NOW, Limits(0, 0)).main == ()


def test_counts_follow_a_card_through_the_queue() -> None:
    queue = plan([key("a"), key("b")], {}, NOW, MANY)
    assert queue.counts == Counts(2, 0, 0)
    queue = queue.after(learning("a", 60))
    assert queue.counts == Counts(1, 1, 0)
    queue = queue.after(learning("a", 600))
    assert queue.counts == Counts(1, 1, 0)
    queue = queue.after(reviewed("a", due=3))
    assert queue.counts == Counts(1, 0, 0)
