"""What counts as a right answer, for each type of card."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.deck.model import Ask, Card, CardKey, CardType, LocalText, Option, Position
from quizapp.review.grade import BadAnswerError, gaps_filled, judge
from quizapp.review.model import CardState, Rating
from quizapp.review.session import Prompt, Response
from quizapp.text.number import parse_number

KEY = CardKey("deck/card")
WHERE = Position(Path("deck.yaml"), 1, 1)


def text(words: str) -> LocalText:
    return LocalText((("", words),))


def prompt(kind: CardType, order: tuple[int, ...] = (), **fields: object) -> Prompt:
    question = fields.pop("question", text("?"))
    card = Card(KEY, kind, question, WHERE, **fields)  # type: ignore[arg-type]
    return Prompt(card, 0, card.options, order, CardState(KEY))


def options(*right: bool) -> tuple[Option, ...]:
    return tuple(Option(one, text(f"o{i}"), text("why")) for i, one in enumerate(right))


def test_choice() -> None:
    asked = prompt(CardType.CHOICE, options=options(False, True))
    assert judge(asked, Response(picked=(1,))).correct
    wrong = judge(asked, Response(picked=(0,)))
    assert (wrong.correct, wrong.suggested) == (False, Rating.AGAIN)
    for bad in ((0, 1), (2,), (-1,)):
        with pytest.raises(BadAnswerError):
            judge(asked, Response(picked=bad))


def test_choices_score_in_part() -> None:
    asked = prompt(CardType.CHOICES, options=options(True, True, False, False))
    assert judge(asked, Response(picked=(1, 0))).correct
    half = judge(asked, Response(picked=(0,)))
    assert (half.correct, half.score) == (False, 0.5)
    assert judge(asked, Response(picked=(0, 1, 2))).score == pytest.approx(2 / 3)
    assert judge(asked, Response(picked=(2, 3))).score == 0


def test_truth() -> None:
    asked = prompt(CardType.TRUTH, answer=False)
    assert judge(asked, Response(truth=False)).correct
    assert judge(asked, Response(truth=True)).correct is False
    with pytest.raises(BadAnswerError):
        judge(asked, Response(text="maybe"))


def test_order_counts_items_in_their_place() -> None:
    items = tuple(text(step) for step in ("grad", "moments", "correct", "update"))
    asked = prompt(CardType.ORDER, (2, 0, 3, 1), items=items)
    assert judge(asked, Response(picked=(1, 3, 0, 2))).correct
    swapped = judge(asked, Response(picked=(3, 1, 0, 2)))
    assert (swapped.correct, swapped.score) == (False, 0.5)
    assert judge(asked, Response(picked=(2, 0, 3, 1))).score == 0
    assert judge(asked, Response(picked=(3, 0, 2, 1))).score == 0, "one late puts all out of place"
    for bad in ((0, 1), (0, 1, 2, 2), (0, 1, 2, 4)):
        with pytest.raises(BadAnswerError):
            judge(asked, Response(picked=bad))


def test_items_that_read_the_same_are_interchangeable() -> None:
    asked = prompt(CardType.ORDER, (2, 1, 0), items=(text("step"), text("zero"), text("step")))
    assert judge(asked, Response(picked=(0, 1, 2))).correct
    assert judge(asked, Response(picked=(2, 1, 0))).correct


@pytest.mark.parametrize("given", ["zero_grad", " Zero_Grad ", "ZERO_GRAD", "ｚero_grad", "清零"])
def test_typed_ignores_case_width_and_spaces(given: str) -> None:
    asked = prompt(
        CardType.TYPED, answer=LocalText((("en", "zero_grad"), ("zh", "清零"))), accept=("zg",)
    )
    assert judge(asked, Response(text=given)).correct
    assert judge(asked, Response(text="zg")).correct
    assert judge(asked, Response(text="zero grad")).correct is False


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("12", 12),
        ("-0.5", -0.5),
        ("1e-3", 0.001),
        ("1E-3", 0.001),
        ("0.001", 0.001),
        (".5", 0.5),
        ("5.", 5),
        ("1/3", 1 / 3),
        ("-1/4", -0.25),
        ("1_000", 1000),
        ("1,000", 1000),
        ("1,234,567.5", 1234567.5),
        ("50%", 0.5),
        ("+3", 3),
        ("−3", -3),
        ("１２", 12),
        ("½", 0.5),
        ("10^-3", 0.001),
        ("10⁻³", 0.001),
        ("3×10^-4", 3e-4),
        ("3 * 10^2", 300),
        ("2 steps", 2),
        ("2steps", 2),
    ],
)
def test_numbers_as_people_write_them(given: str, value: float) -> None:
    assert parse_number(given, "steps") == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "abc",
        "1..2",
        "1,5",
        "1/0",
        "nan",
        "inf",
        "1e999",
        "10^99999",
        "--1",
        "1e",
        "__",
        "1 2 x",
    ],
)
def test_what_is_no_number_is_asked_again_not_marked_wrong(given: str) -> None:
    with pytest.raises(ValueError):
        parse_number(given)
    if given:
        with pytest.raises(BadAnswerError):
            judge(prompt(CardType.NUMBER, answer=1.0), Response(text=given))


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_numbers(given: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_number(given), float)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_python_prints_it_is_read_back(value: float) -> None:
    assert parse_number(repr(value)) == value


def test_a_percent_unit_is_not_divided_twice() -> None:
    asked = prompt(CardType.NUMBER, answer=50.0, unit="%")
    assert judge(asked, Response(text="50%")).correct
    assert judge(asked, Response(text="50")).correct


@pytest.mark.parametrize(
    ("answer", "tol", "given", "right"),
    [
        (3.0, None, "3", True),
        (3.0, None, "3.0000000001", False),
        (0.1, None, "1/10", True),
        (0.1, None, "0.1000001", False),
        (0.001, 0.01, "0.00101", True),
        (0.001, 0.01, "0.00102", False),
        (-2.0, 0.1, "-2.2", True),
        (0.0, None, "0", True),
        (0.0, 0.01, "0.005", True),
        (0.0, None, "0.1", False),
    ],
)
def test_tolerance(answer: float, tol: float | None, given: str, right: bool) -> None:
    asked = prompt(CardType.NUMBER, answer=answer, tol=tol)
    assert judge(asked, Response(text=given)).correct is right


def test_a_measured_answer_is_what_the_lab_says_in_single_precision() -> None:
    asked = prompt(CardType.NUMBER, answer=Ask("one", "x.delta"))
    assert judge(asked, Response(text="1e-3"), measured=0.0010000000474974513).correct
    assert judge(asked, Response(text="2"), measured=2.0000001).correct
    assert judge(asked, Response(text="1.1e-3"), measured=0.001).correct is False
    assert judge(asked, Response(text="1e-3")).correct is None


def test_qa_is_for_the_learner_to_grade() -> None:
    mark = judge(prompt(CardType.QA, answer=text("a")), Response())
    assert (mark.correct, mark.suggested) == (None, Rating.GOOD)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (CardType.CHOICE, {"options": options(True, False)}),
        (CardType.TYPED, {"answer": text("a")}),
        (CardType.NUMBER, {"answer": 1.0}),
        (CardType.TRUTH, {"answer": True}),
    ],
)
def test_no_answer_is_not_knowing(kind: CardType, fields: dict[str, object]) -> None:
    mark = judge(prompt(kind, **fields), Response())
    assert (mark.correct, mark.suggested) == (False, Rating.AGAIN)


def test_a_decimal_comma_is_named_as_what_is_wrong() -> None:
    with pytest.raises(BadAnswerError, match="comma"):
        judge(prompt(CardType.NUMBER, answer=1.8), Response(text="1,8"))


def test_a_function_is_named_with_brackets_or_without() -> None:
    asked = prompt(
        CardType.CLOZE, question=text("{{c1::backward()}}, {{c2::opt.step}}, {{c3::()}}")
    )
    given = Response(text="Backward ; opt.step() ; []")
    assert gaps_filled(asked, given) == [("Backward", True), ("opt.step()", True), ("[]", False)]
    typed = prompt(CardType.TYPED, answer=text("zero_grad()"))
    assert judge(typed, Response(text="zero_grad")).correct
    assert not judge(typed, Response(text="zero_grad(1)")).correct


def test_cloze_is_compared_only_when_typed() -> None:
    both = text("β₁={{c1::0.9}}, β₂={{c2::0.999}}")
    asked = prompt(CardType.CLOZE, question=both)
    assert judge(asked, Response()).correct is None
    assert judge(asked, Response(text="0.9; 0.999")).correct
    assert judge(asked, Response(text="0.9;0.99")).score == 0.5
    with pytest.raises(BadAnswerError):
        judge(asked, Response(text="0.9"))
