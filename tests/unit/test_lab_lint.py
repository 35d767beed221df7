"""What lint finds in a deck's labs and checks, without a worker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from quizapp.deck.model import (
    Answer,
    Ask,
    Card,
    CardKey,
    CardType,
    Check,
    Deck,
    LabSpec,
    LocalText,
    Operand,
    Option,
    Position,
)
from quizapp.lab.lint import lint
from quizapp.lab.registry import code_labs

LABS = code_labs()
DECK_AT = Position(Path("deck.yaml"), 2, 3)
CARD_AT = Position(Path("deck.yaml"), 9, 3)
CHECK_AT = Position(Path("deck.yaml"), 11, 7)

ONE = LabSpec("one", "optimizer", {"opt": "Adam", "lr": 1e-3}, where=DECK_AT)
CODE = LabSpec("code", "code", {"momentum": 0.5}, run="none_or_zero", where=DECK_AT)


def text(words: str) -> LocalText:
    return LocalText((("", words),))


def deck(*cards: Card, labs: Sequence[LabSpec] = (ONE, CODE)) -> Deck:
    by_name = {lab.name: lab for lab in labs}
    return Deck("d", text("d"), Path("deck.yaml"), cards, by_name)


def card(
    *checks: Check, type: CardType = CardType.NUMBER, answer: Answer | None = 1.0, **more: object
) -> Card:
    key = CardKey("d/c")
    return Card(key, type, text("?"), CARD_AT, answer=answer, verify=checks, **more)  # type: ignore[arg-type]


def found(deck: Deck) -> list[tuple[str, int, str]]:
    return [
        (problem.code, problem.position.line, f"{problem.message} ({problem.help})")
        for problem in lint(deck, LABS)
    ]


def test_a_good_deck_has_no_problem() -> None:
    checks = (
        Check(Ask("one", "x.delta", {"lr": 0.1}), "less", Ask("one", "x.delta")),
        Check(Ask("one", "x.state.exp_avg"), "equals", 0.2),
        Check(Ask("one", ""), "raises", "bad"),
        Check(Ask("code", "moved"), "is_answer"),
        Check(Ask("none_or_zero", "moved", {"momentum": 0.1}), "equals", 0),
    )
    option = Option(True, text("a"), text("b"), checks[0])
    choice = card(type=CardType.CHOICE, answer=None, options=(option,))
    assert found(deck(card(*checks), choice, card(answer=Ask("one", "x.delta")))) == []


@pytest.mark.parametrize(
    ("lab", "code", "says"),
    [
        (LabSpec("l", "optimizer", {"opt": "Adamm"}, where=DECK_AT), "E302", "did you mean 'Adam'"),
        (LabSpec("l", "optimizer", {"opt": "Adma"}, where=DECK_AT), "E302", "did you mean 'Adam'"),
        (
            LabSpec("l", "optimizer", {"opt": "SGD", "betas": 1}, where=DECK_AT),
            "E302",
            "lab 'l': SGD has no setting 'betas'",
        ),
        (
            LabSpec("l", "optimizer", {"opt": "SGD", "loss": "x0 ^ 2"}, where=DECK_AT),
            "E302",
            "(character 4)",
        ),
        (LabSpec("l", "code", {}, run="none_or_zer", where=DECK_AT), "E301", "'none_or_zero'"),
        (
            LabSpec("l", "code", {"momentum": 2.0}, run="none_or_zero", where=DECK_AT),
            "E302",
            "from 0 to 0.99",
        ),
    ],
)
def test_a_lab_that_cannot_run(lab: LabSpec, code: str, says: str) -> None:
    ((got, line, message),) = found(deck(labs=[lab]))
    assert (got, line) == (code, DECK_AT.line)
    assert says in message


@pytest.mark.parametrize(
    ("check", "code", "says"),
    [
        (Check(Ask("onne", "m", where=CHECK_AT), "equals", 1), "E301", "did you mean 'one'"),
        (Check(Ask("one", "x.dleta", where=CHECK_AT), "equals", 1), "E303", "'x.delta'"),
        (Check(Ask("code", "move", where=CHECK_AT), "equals", 1), "E303", "'moved'"),
        (
            Check(Ask("code", "", where=CHECK_AT), "raises", "no"),
            "E303",
            "no measurement 'raised', w",
        ),
        (Check(Ask("one", "x.end", {"beta": 1}, where=CHECK_AT), "less", 1), "E302", "'betas'"),
        (Check(Ask("code", "moved", {"lr": 1}, where=CHECK_AT), "less", 1), "E302", "It has"),
        (Check(Ask("one", "x.end", where=CHECK_AT), "less", "much"), "E304", "needs a number"),
        (Check(Ask("one", "x.end", where=CHECK_AT), "equals", "banana"), "E304", "is a number"),
        (Check(Ask("one", "raised", where=CHECK_AT), "equals", 1), "E304", "is a text"),
        (
            Check(Ask("one", "x.end", {"start": (1.0, 2.0)}, where=CHECK_AT), "equals", 1),
            "E304",
            "is a list",
        ),
        (
            Check(Ask("one", "x.end"), "equals", Ask("one", "x.ende", where=CHECK_AT)),
            "E303",
            "'x.end'",
        ),
    ],
)
def test_a_check_that_cannot_be(check: Check, code: str, says: str) -> None:
    ((got, line, message),) = found(deck(card(check)))
    assert (got, line) == (code, CHECK_AT.line)
    assert says in message


def test_a_choice_has_no_single_answer() -> None:
    bare = card(Check(Ask("one", "x.end"), "is_answer"), type=CardType.CHOICE, answer=None)
    ((code, line, message),) = found(deck(bare))
    assert (code, line) == ("E304", CARD_AT.line)
    assert "no single answer" in message


def test_a_labs_own_fault_is_said_once_not_at_each_check() -> None:
    bad = LabSpec("one", "optimizer", {"opt": "Adam", "lr": "x"}, where=DECK_AT)
    asked = card(Check(Ask("one", "x.end", {"steps": 2}), "less", 1))
    assert [(code, line) for code, line, _ in found(deck(asked, labs=[bad]))] == [("E302", 2)]


SAYS = [
    ("0.7", "approx", 0.8, None, True),
    ("0.7", "approx", 0.7004, None, False),
    ("3.16", "equals", 3.1622777, None, False),
    ("−0.2", "equals", 0.2, None, True),
    ("`1e-3`", "equals", 0.001, None, False),
    ("1e-3", "equals", 0.01, None, True),
    ("1/3", "approx", 0.3333, None, False),
    ("33%", "approx", 0.3333, None, False),
    ("50%", "approx", 60, None, True),
    ("2 steps", "equals", 3, None, True),
    ("3 步", "equals", 3, None, False),
    ("≈ 4", "approx", 5, None, True),
    ("100×", "ratio", 0, 10.0, True),
    ("×10", "ratio", 0, 10.0, False),
    ("2", "ratio", 0, 10.0, False),
    ("twice as far", "approx", 0.8, None, False),
    ("0, 1", "equals", (0, 2), None, False),
    ("0.7", "greater", 0.8, None, False),
    ("1", "equals", True, None, False),
]


@pytest.mark.parametrize(("says", "op", "expected", "factor", "bad"), SAYS)
def test_an_option_that_is_a_number_is_the_one_its_check_expects(
    says: str, op: str, expected: Operand, factor: float | None, bad: bool
) -> None:
    check = Check(Ask("none_or_zero", "moved"), op, expected, factor=factor)
    both = LocalText((("en", "words"), ("zh", says)))
    option = Option(True, both, text("w"), check, CHECK_AT)
    problems = found(deck(card(type=CardType.CHOICE, answer=None, options=(option,))))
    assert [(code, line) for code, line, _ in problems] == ([("E305", 11)] if bad else [])
    if bad:
        assert says.strip("≈ `") in problems[0][2]


def test_an_option_is_compared_for_every_value_that_is_drawn() -> None:
    check = Check(Ask("none_or_zero", "moved"), "equals", "{lr}")
    option = Option(True, text("0.1"), text("w"), check, CHECK_AT)
    vary = {"lr": (0.1, 0.2)}
    choice = card(type=CardType.CHOICE, answer=None, options=(option,), vary=vary)
    ((code, _, message),) = found(deck(choice))
    assert code == "E305"
    assert "'0.1', its check expects 0.2" in message
