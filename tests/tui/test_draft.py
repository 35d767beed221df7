"""An answer in the making: letters mean what the card shows, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.deck.model import Card, CardKey, CardType, LocalText, Option, Position
from quizapp.review.model import CardState
from quizapp.review.session import Prompt, Response
from quizapp.tui.draft import Draft, press, response, take_back

HERE = Position(Path("x.yaml"), 1, 1)
WORDS = LocalText((("", "text"),))


def prompt(kind: CardType, count: int = 3) -> Prompt:
    options = tuple(Option(i == 0, WORDS, WORDS) for i in range(count))
    card = Card(CardKey("d/c"), kind, WORDS, HERE, options=options, items=(WORDS,) * count)
    order = tuple(range(count)) if kind is CardType.ORDER else ()
    shown = () if kind is CardType.ORDER else options
    return Prompt(card, 0, shown, order, CardState(card.key))


def after(kind: CardType, letters: str) -> Draft:
    draft = Draft()
    for letter in letters:
        draft = press(draft, prompt(kind), letter)
    return draft


@pytest.mark.parametrize(
    ("kind", "letters", "picked"),
    [
        (CardType.CHOICE, "ab", (1,)),
        (CardType.CHOICE, "ah", (0,)),
        (CardType.CHOICES, "ca", (2, 0)),
        (CardType.CHOICES, "cac", (0,)),
        (CardType.ORDER, "cab", (2, 0, 1)),
        (CardType.ORDER, "cca", (2, 0)),
        (CardType.TRUTH, "ab", ()),
        (CardType.QA, "a", (0,)),
    ],
)
def test_letters(kind: CardType, letters: str, picked: tuple[int, ...]) -> None:
    assert after(kind, letters).picked == picked


def test_truth_takes_t_and_f() -> None:
    assert after(CardType.TRUTH, "t").truth is True
    assert after(CardType.TRUTH, "tf").truth is False


def test_an_order_is_an_answer_only_when_whole() -> None:
    shown = prompt(CardType.ORDER)
    assert response(after(CardType.ORDER, "ca"), shown, "") is None
    assert response(after(CardType.ORDER, "cab"), shown, "") == Response(picked=(2, 0, 1))


def test_taking_back_ends_at_nothing() -> None:
    draft = after(CardType.ORDER, "ca")
    assert take_back(draft).picked == (2,)
    assert take_back(take_back(take_back(draft))) == Draft()


def test_gaps_are_one_answer_and_none_filled_is_no_answer() -> None:
    shown = prompt(CardType.CLOZE)
    assert response(Draft(gaps=("a", "b")), shown, "c") == Response(text="a ; b ; c")
    assert response(Draft(gaps=("", "")), shown, " ") == Response(text="")
