"""A whole sitting over a real log: what is asked, kept, taken back, and found again later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizapp.config import Config
from quizapp.deck.lazy import of
from quizapp.deck.library import Library
from quizapp.deck.model import Card, CardKey, CardType, Deck, LocalText, Option, Position
from quizapp.errors import QuizError
from quizapp.review.days import study_day
from quizapp.review.grade import BadAnswerError
from quizapp.review.model import Millis, Moment, Phase, Rating
from quizapp.review.queue import Counts, Held
from quizapp.review.session import Response, Stage
from quizapp.review.study import Study
from quizapp.review.today import current_states, fingerprint, today
from quizapp.store.db import Store

WHERE = Position(Path("deck.yaml"), 1, 1)


def text(words: str) -> LocalText:
    return LocalText((("", words),))


def truth(name: str, **fields: Any) -> Card:
    return Card(CardKey(f"deck/{name}"), CardType.TRUTH, text(name), WHERE, True, **fields)


def library(*cards: Card) -> Library:
    return Library((Deck("deck", text("Deck"), Path("deck.yaml"), of(cards), {}),))


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1_700_000_000_000

    def __call__(self) -> Moment:
        return Moment(Millis(self.at), study_day(Millis(self.at)))

    def pass_minutes(self, minutes: float) -> None:
        self.at += int(60_000 * minutes)

    def pass_days(self, days: int) -> None:
        self.at += 86_400_000 * days


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "reviews.db") as opened:
        yield opened


Sit = Callable[..., Study]


@pytest.fixture
def sit(store: Store, clock: Hands) -> Sit:
    def begin(*names: str, **settings: Any) -> Study:
        cards = library(*(truth(name) for name in names))
        return Study(cards, store, Config(**settings), clock=clock)

    return begin


def name_of(study: Study) -> str | None:
    prompt = study.session.prompt
    return prompt.card.key.partition("/")[2] if prompt else None


def answer(study: Study, rating: Rating = Rating.GOOD, *, right: bool = True) -> None:
    study.reveal(Response(truth=right))
    study.grade(rating)


def test_a_card_from_question_to_the_log(sit: Sit, store: Store, clock: Hands) -> None:
    study = sit("a", "b")
    asked = study.session
    assert (asked.stage, name_of(study), asked.counts) == (Stage.ASK, "a", Counts(2, 0, 0))
    revealed = study.reveal(Response(truth=False))
    assert revealed.stage is Stage.REVEALED
    assert revealed.mark is not None
    assert (revealed.mark.correct, revealed.mark.suggested) == (False, Rating.AGAIN)
    clock.pass_minutes(0.1)
    study.grade(revealed.mark.suggested)
    (event,) = store.events()
    assert (event.card, event.rating, event.took_ms) == ("deck/a", Rating.AGAIN, 6000)
    assert asked.prompt is not None
    assert event.seed == asked.prompt.seed
    assert json.loads(event.answer) == {"truth": False}
    assert name_of(study) == "b"
    assert study.session.counts == Counts(1, 1, 0)
    assert asked.stage is Stage.ASK, "the former session is untouched"


def test_what_does_not_fit_the_stage_changes_nothing(sit: Sit, store: Store) -> None:
    study = sit("a")
    before = study.session
    assert study.grade(Rating.GOOD) is before
    assert store.events() == []
    revealed = study.reveal(Response(truth=True))
    assert study.reveal(Response(truth=False)) is revealed
    assert study.refresh() is revealed


def test_an_unreadable_answer_leaves_the_question(sit: Sit) -> None:
    study = sit("a")
    before = study.session
    with pytest.raises(BadAnswerError):
        study.reveal(Response(text="perhaps"))
    assert study.session is before


def test_every_preview_is_the_outcome(sit: Sit, store: Store, clock: Hands) -> None:
    study = sit(*"abcdefgh")
    for number in range(60):
        if study.session.stage is Stage.DONE:
            clock.pass_days(3)
            study.refresh()
            continue
        study.reveal(Response(truth=True))
        rating = Rating(1 + number * 7 % 4)
        promised, card = study.session.previews[rating], study.session.prompt
        study.grade(rating)
        assert card is not None
        assert store.states()[card.card.key] == promised


def test_midnight_between_question_and_answer_keeps_the_promise(
    sit: Sit, store: Store, clock: Hands
) -> None:
    study = sit("a")
    answer(study, Rating.EASY)
    clock.pass_days(8)
    study = sit("a")
    while study.session.prompt is None:
        clock.pass_days(1)
        study.refresh()
    clock.pass_days(1)
    study.reveal(Response(truth=True))
    promised = study.session.previews[Rating.GOOD]
    clock.pass_days(1)
    study.grade(Rating.GOOD)
    state = store.states()[CardKey("deck/a")]
    assert (state.interval, state.memory) == (promised.interval, promised.memory)


def test_leaving_and_coming_back_continues_exactly_there(
    sit: Sit, store: Store, clock: Hands
) -> None:
    study = sit(*"abcde")
    for _ in range(3):
        answer(study)
        clock.pass_minutes(0.2)
    study.reveal(Response(truth=True))  # seen but not graded: asked again
    asked, counts = study.session.prompt, study.session.counts
    with Store.open(store.path) as reopened:
        again = Study(library(*(truth(name) for name in "abcde")), reopened, Config(), clock=clock)
        assert again.session.prompt == asked
        assert again.session.counts == counts
        assert again.session.stage is Stage.ASK


def test_undo_brings_the_card_back_even_after_a_restart(sit: Sit, store: Store) -> None:
    study = sit(*"abc")
    first = study.session.prompt
    assert not study.can_undo
    assert study.undo().prompt == first
    answer(study, Rating.EASY)
    answer(study, Rating.AGAIN)
    assert study.session.done == 2
    study.undo()
    assert (name_of(study), study.session.done) == ("b", 1)
    study = sit(*"abc")
    assert study.can_undo
    study.undo()
    assert study.session.prompt == first
    assert study.session.counts == Counts(3, 0, 0)
    assert not study.can_undo
    answer(study)
    assert store.states()[CardKey("deck/a")].reps == 1


def test_what_was_skipped_stays_aside_when_the_day_is_planned_anew(sit: Sit, clock: Hands) -> None:
    study = sit(*"abc")
    answer(study, Rating.EASY)
    study.skip()
    study.undo()
    assert (name_of(study), study.session.counts) == ("a", Counts(2, 0, 0))
    answer(study, Rating.EASY)
    assert name_of(study) == "c"
    clock.pass_days(1)
    assert study.refresh().counts == Counts(1, 0, 0)
    assert sit(*"abc").session.counts == Counts(2, 0, 0), "only for that sitting"


def test_undo_brings_back_even_what_was_skipped_since(sit: Sit) -> None:
    study = sit("a")
    answer(study, Rating.AGAIN)
    assert study.skip().stage is Stage.DONE
    assert study.undo().aside == frozenset()
    assert name_of(study) == "a"


def test_right_is_what_was_marked_right_whatever_the_grade(sit: Sit) -> None:
    study = sit(*"abc")
    answer(study, Rating.EASY, right=False)
    answer(study, Rating.HARD)
    assert (study.session.done, study.session.right) == (2, 1)
    study.undo()
    assert (study.session.done, study.session.right) == (1, 0)


def test_who_grades_alone_is_right_from_good_up(store: Store, clock: Hands) -> None:
    cards = [Card(CardKey(f"deck/{n}"), CardType.QA, text("Q"), WHERE, text("A")) for n in "ab"]
    study = Study(library(*cards), store, Config(), clock=clock)
    for rating in (Rating.GOOD, Rating.HARD):
        study.reveal(Response())
        study.grade(rating)
    assert (study.session.done, study.session.right) == (2, 1)


def test_progress_never_falls_and_its_whole_stays(sit: Sit, clock: Hands) -> None:
    study = sit(*"abcd", learning_steps=(60,))
    seen = []
    for rating in (Rating.AGAIN, Rating.EASY, Rating.AGAIN, Rating.AGAIN, Rating.GOOD):
        answer(study, rating)
        clock.pass_minutes(2)
        study.refresh()
        seen.append((study.session.finished, study.session.whole, study.session.again))
    assert seen == [(0, 4, 1), (1, 4, 1), (1, 4, 1), (1, 4, 2), (2, 4, 1)]
    study.skip()
    assert (study.session.finished, study.session.whole) == (2, 4)
    study.undo()
    assert (study.session.finished, study.session.whole) == (1, 4)


def test_undone_in_the_middle_of_an_answer(sit: Sit) -> None:
    study = sit("a", "b")
    answer(study)
    study.reveal(Response(truth=True))
    study.undo()
    assert (name_of(study), study.session.stage) == ("a", Stage.ASK)
    assert study.session.mark is None


def test_limits_count_the_day_not_the_sitting(sit: Sit, clock: Hands) -> None:
    names = [f"n{number}" for number in range(10)]
    study = sit(*names, new_per_day=3)
    assert study.session.counts == Counts(3, 0, 0)
    answer(study, Rating.EASY)
    assert sit(*names, new_per_day=3).session.counts == Counts(2, 0, 0)
    study.undo()
    assert sit(*names, new_per_day=3).session.counts == Counts(3, 0, 0)
    for _ in range(3):
        answer(study, Rating.EASY)
    assert study.session.stage is Stage.DONE
    clock.pass_days(1)
    assert study.refresh().counts.new == 3
    clock.pass_days(30)
    study = sit(*names, new_per_day=0, reviews_per_day=2)
    assert study.session.counts == Counts(0, 0, 2)
    assert study.session.day.queue.held == Held(new=7, reviews=1)


def test_the_wait_for_a_learning_step_ends_in_time(sit: Sit, clock: Hands) -> None:
    study = sit("a", learning_steps=(3600,))
    answer(study, Rating.AGAIN)
    assert (study.session.stage, study.session.wait_until) == (Stage.DONE, clock.at + 2_400_000)
    clock.pass_minutes(39)
    assert study.refresh().stage is Stage.DONE
    clock.pass_minutes(1)
    assert study.refresh().stage is Stage.ASK
    assert study.session.wait_until is None


def test_a_step_that_is_near_is_shown_at_once(sit: Sit) -> None:
    study = sit("a")
    answer(study, Rating.AGAIN)
    assert name_of(study) == "a"
    answer(study)
    assert name_of(study) == "a"
    answer(study)
    assert study.session.stage is Stage.DONE


def test_skipping_writes_nothing_and_passes_on(sit: Sit, store: Store) -> None:
    study = sit("a", "b")
    study.skip()
    assert name_of(study) == "b"
    assert study.session.counts == Counts(1, 0, 0)
    study.skip()
    assert study.session.stage is Stage.DONE
    assert store.events() == []
    assert name_of(sit("a", "b")) == "a"


def test_another_program_s_writing_is_noticed(sit: Sit, store: Store, clock: Hands) -> None:
    study = sit("a", "b", "c")
    answer(study, Rating.EASY)
    with Store.open(store.path) as other:
        second = Study(library(*(truth(name) for name in "abc")), other, Config(), clock=clock)
        answer(second, Rating.EASY)
        second.undo()
        second.undo()
        assert study.refresh().counts == Counts(3, 0, 0)


def test_an_answer_that_cannot_be_saved_can_be_graded_again(sit: Sit, store: Store) -> None:
    study = sit("a", "b")
    study.reveal(Response(truth=True))
    store._db.execute("PRAGMA query_only = ON")
    before = study.session
    with pytest.raises(QuizError, match="cannot write"):
        study.grade(Rating.GOOD)
    assert study.session is before
    store._db.execute("PRAGMA query_only = OFF")
    study.grade(Rating.GOOD)
    assert len(store.events()) == 1
    assert name_of(study) == "b"


def test_other_steps_or_parameters_derive_all_states_anew(sit: Sit, store: Store) -> None:
    study = sit("a")
    answer(study, Rating.GOOD)
    before = store.fingerprint
    study = sit("a", learning_steps=())
    assert store.fingerprint != before
    assert store.states()[CardKey("deck/a")].phase is Phase.REVIEW
    assert before.startswith("fsrs-6 ")
    sit("a")
    assert store.fingerprint == before
    assert store.states()[CardKey("deck/a")].phase is Phase.LEARNING


def test_a_reader_derives_what_it_cannot_store(store: Store, sit: Sit) -> None:
    study = sit("a")
    answer(study, Rating.GOOD)
    rules = replace(study.session.desk.scheduler, learning_steps=())
    with Store.open(store.path, readonly=True) as reader:
        states = current_states(reader, rules, {})
        assert states[CardKey("deck/a")].phase is Phase.REVIEW
        assert reader.fingerprint != fingerprint(rules, {})


def test_a_renamed_card_keeps_its_history(store: Store, clock: Hands) -> None:
    answer(Study(library(truth("old")), store, Config(), clock=clock), Rating.EASY)
    before = store.states()[CardKey("deck/old")]
    new = truth("new", was=(CardKey("deck/old"),))
    study = Study(library(new), store, Config(new_per_day=9), clock=clock)
    assert study.session.stage is Stage.DONE
    state = store.states()[CardKey("deck/new")]
    assert (state.memory, state.reps) == (before.memory, before.reps)
    study.undo()
    assert name_of(study) == "new"
    assert study.session.counts == Counts(1, 0, 0)
    answer(study, Rating.GOOD)
    assert store.states()[CardKey("deck/new")].reps == 1


def test_a_renamed_card_is_not_new_again_to_the_limits(store: Store, clock: Hands) -> None:
    config = Config(new_per_day=1)
    answer(Study(library(truth("old")), store, config, clock=clock), Rating.EASY)
    clock.pass_days(20)
    cards = library(truth("new", was=(CardKey("deck/old"),)), truth("other"))
    study = Study(cards, store, config, clock=clock)
    assert study.session.counts == Counts(1, 0, 1)
    assert name_of(study) == "new"
    answer(study, Rating.GOOD)
    # Made again, the plan must still allow one new card: a review was given, no new one.
    study = Study(cards, store, config, clock=clock)
    assert study.session.counts == Counts(1, 0, 0)
    assert today(cards, store, config, clock()).counts == Counts(1, 0, 0)


def test_two_sittings_that_know_a_card_by_different_names_lose_nothing(
    store: Store, clock: Hands
) -> None:
    """An author renames a card while the app is open on the deck as it was."""
    answer(Study(library(truth("old"), truth("z")), store, Config(), clock=clock), Rating.GOOD)
    clock.pass_days(1)
    renamed = library(truth("new", was=(CardKey("deck/old"),)), truth("z"))
    with Store.open(store.path) as second:
        sitting = Study(library(truth("old"), truth("z")), store, Config(), clock=clock)
        assert name_of(sitting) == "old"
        Study(renamed, second, Config(), clock=clock)  # derives the states under the new name
        answer(sitting, Rating.GOOD)
        assert store.states()[CardKey("deck/old")].reps == 2
        Study(renamed, second, Config(), clock=clock)
        assert second.states()[CardKey("deck/new")].reps == 2
        sitting.undo()
        Study(renamed, second, Config(), clock=clock)
        assert {key: one.reps for key, one in second.states().items()} == {"deck/new": 1}


def test_a_card_that_left_its_deck_keeps_its_reviews(sit: Sit, store: Store) -> None:
    answer(sit("a", "b"), Rating.EASY)
    study = sit("b")
    assert study.session.counts == Counts(1, 0, 0)
    study.undo()
    assert name_of(study) == "b"
    assert CardKey("deck/a") not in store.states()


def test_options_are_shuffled_by_the_review_and_the_same_until_it_is_given(
    store: Store, clock: Hands
) -> None:
    options = tuple(Option(i == 0, text(str(i)), text("why")) for i in range(5))
    card = Card(CardKey("deck/c"), CardType.CHOICE, text("?"), WHERE, options=options)
    orders = []
    for _ in range(6):
        study = Study(library(card), store, Config(), clock=clock)
        prompt = study.session.prompt
        assert prompt is not None
        again = Study(library(card), store, Config(), clock=clock).session.prompt
        assert again == prompt
        assert set(prompt.options) == set(options)
        orders.append(prompt.options)
        study.reveal(Response(picked=(prompt.options.index(options[0]),)))
        assert study.session.mark is not None
        assert study.session.mark.correct
        study.grade(Rating.AGAIN)
    assert len(set(orders)) > 1


def test_the_items_of_an_order_card_are_never_shown_in_order(store: Store, clock: Hands) -> None:
    items = (text("one"), text("two"))
    cards = [
        Card(CardKey(f"deck/{n}"), CardType.ORDER, text("?"), WHERE, items=items) for n in range(9)
    ]
    study = Study(library(*cards), store, Config(), clock=clock)
    while study.session.prompt is not None:
        assert study.session.prompt.items == (1, 0)
        study.skip()


def test_an_unknown_deck_is_named_with_a_guess(store: Store) -> None:
    with pytest.raises(QuizError, match="no deck is named 'dekc'") as caught:
        Study(library(truth("a")), store, Config(), decks=["dekc"])
    assert "deck" in caught.value.remedy
    assert caught.value.status == 2


def test_today_by_deck(sit: Sit, store: Store, clock: Hands) -> None:
    answer(sit("a", "b"), Rating.EASY)
    cards = library(truth("a"), truth("b"))
    found = today(cards, store, Config(), clock())
    assert found.counts == Counts(1, 0, 0)
    assert (found.decks[0].unseen, found.decks[0].next_due) == (1, None)
    answer(sit("a", "b"), Rating.EASY)
    (deck,) = today(cards, store, Config(), clock()).decks
    assert deck.counts == Counts(0, 0, 0)
    assert deck.next_due is not None
    assert study_day(deck.next_due) == min(s.due_day for s in store.states().values())
