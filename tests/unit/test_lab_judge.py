"""Every operator of a check, at its edges; and how checks make a card's verdict."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from quizapp.deck.model import (
    Answer,
    Ask,
    Card,
    CardKey,
    CardType,
    Check,
    LocalText,
    Option,
    Position,
)
from quizapp.lab.judge import judge, pick, show
from quizapp.lab.model import Measured, Verdict
from quizapp.lab.proof import CheckProof, conclude

HERE = Position(Path("d.yaml"), 1, 1)
NAN = math.nan
H, F, E, S = Verdict.HOLDS, Verdict.FAILS, Verdict.ERROR, Verdict.SKIPPED


def text(words: str) -> LocalText:
    return LocalText((("", words),))


def card(type: CardType, answer: Answer | None = None, **more: object) -> Card:
    return Card(CardKey("d/c"), type, text("?"), HERE, answer=answer, **more)  # type: ignore[arg-type]


BOTH = LocalText((("en", "one"), ("zh", "一")))


def gapped(words: str, chinese: str = "") -> Card:
    both = LocalText((("en", words), ("zh", chinese))) if chinese else text(words)
    return Card(CardKey("d/c"), CardType.CLOZE, both, HERE)


@pytest.mark.parametrize(
    ("op", "measured", "operand", "verdict"),
    [
        ("equals", 1.0, 1, H),
        ("equals", 0.1, 0.10000000149, H),
        ("equals", 0.1, 0.1001, F),
        ("equals", 0.0, 0, H),
        ("equals", 1e-9, 0, F),
        ("equals", NAN, NAN, F),
        ("equals", math.inf, math.inf, H),
        ("equals", math.inf, 1e300, F),
        ("equals", True, True, H),
        ("equals", True, 1, E),
        ("equals", "a", "a", H),
        ("equals", "1", 1, E),
        ("equals", 1.0, "banana", E),
        ("equals", [1.0], 1, E),
        ("equals", [1.0, "a"], (1, 2), E),
        ("equals", 1.0, "absent", F),
        ("equals", "absent", 1.0, F),
        ("equals", None, 1.0, F),
        ("equals", [1.0, 2.0], (1, 2), H),
        ("equals", [1.0, 2.0], (1,), F),
        ("equals", ["step"], ("step",), H),
        ("approx", 1.0, 1.009, H),
        ("approx", 1.0, 1.02, F),
        ("approx", [1.0], (1.005,), H),
        ("approx", "1", 1, E),
        ("approx", NAN, 1, F),
        ("less", 1, 2, H),
        ("less", 2, 2, F),
        ("less", NAN, 2, F),
        ("less", [1], 2, E),
        ("less", True, 2, E),
        ("greater", 3, 2, H),
        ("greater", 2, 2, F),
        ("greater", "a", 2, E),
        ("between", 1, (1, 2), H),
        ("between", 2.1, (1, 2), F),
        ("between", NAN, (1, 2), F),
        ("between", 1, (1,), E),
        ("contains", "ValueError: bad", "bad", H),
        ("contains", ["exp_avg", "step"], "step", H),
        ("contains", ["exp_avg"], "exp", F),
        ("contains", [1.0, 2.0], 2, H),
        ("contains", 1.0, 1, E),
        ("contains", [1.0, 2.0], "banana", E),
        ("raises", "ValueError: bad lr", "bad", H),
        ("raises", "", "", F),
        ("raises", "", "bad", F),
        ("raises", 1.0, "bad", E),
    ],
)
def test_operators(op: str, measured: Measured, operand: object, verdict: Verdict) -> None:
    found = judge(Check(Ask("l", "m"), op), measured, operand)
    assert found.verdict is verdict
    assert bool(found.reason) is (verdict is E)


@pytest.mark.parametrize(
    ("measured", "base", "factor", "verdict"),
    [(100.0, 1.0, 100.0, H), (101.5, 1.0, 100.0, F), (1.0, 0.0, 1.0, E), (-2.0, 1.0, 2.0, F)],
)
def test_ratio(measured: float, base: float, factor: float, verdict: Verdict) -> None:
    check = Check(Ask("l", "m"), "ratio", factor=factor)
    assert judge(check, measured, base).verdict is verdict


def test_a_tolerance_of_ones_own() -> None:
    loose = Check(Ask("l", "m"), "equals", tol=0.5)
    assert judge(loose, 1.0, 1.4).verdict is H
    tight = Check(Ask("l", "m"), "approx", tol=1e-9)
    assert judge(tight, 1.0, 1.001).verdict is F


@pytest.mark.parametrize(
    ("asked", "measured", "verdict"),
    [
        (card(CardType.NUMBER, 0.9), 0.8999999761581421, H),
        (card(CardType.NUMBER, 0.9), 0.91, F),
        (card(CardType.NUMBER, 0.9, tol=0.05), 0.91, H),
        (card(CardType.TRUTH, True), True, H),
        (card(CardType.TRUTH, True), False, F),
        (card(CardType.TRUTH, True), 1.0, F),
        (card(CardType.TYPED, text("exp_avg")), " Exp_Avg ", H),
        (card(CardType.TYPED, text("0.9"), accept=(".9",)), 0.8999999761581421, H),
        (card(CardType.TYPED, text("a"), accept=("b",)), "b", F),
        (card(CardType.TYPED, BOTH), "one", F),
        (card(CardType.TYPED, text("KeyError")), "KeyError: 'step'", H),
        (card(CardType.TYPED, text("KeyError")), "ValueError: no KeyError", F),
        (card(CardType.TYPED, text("KeyError")), "see KeyError: x", F),
        (card(CardType.TYPED, text("loss")), "loss: 3", F),
        (card(CardType.ORDER, items=(text("`a()`"), text("b"))), ["a()", "B"], H),
        (card(CardType.ORDER, items=(text("`a()`"), text("b"))), ["b", "a()"], F),
        (card(CardType.ORDER, items=(BOTH, BOTH)), ["一", "一"], H),
        (card(CardType.ORDER, items=(BOTH, BOTH)), ["one", "一"], F),
        (gapped("`{{c1::p}}` and {{c2::q::hint}}"), ["p", "q"], H),
        (gapped("`{{c1::p}}` and {{c2::q::hint}}"), ["q", "p"], F),
        (gapped("only {{c1::0.9}}"), 0.9, H),
        (gapped("only {{c1::0.9}}", "只有{{c1::0.9}}"), 0.9, H),
        (gapped("only {{c1::0.9}}", "只有{{c1::0.8}}"), 0.9, F),
        (card(CardType.CHOICE), 1.0, E),
        (None, 1.0, E),
    ],
)
def test_the_keyed_answer(asked: Card | None, measured: Measured, verdict: Verdict) -> None:
    assert judge(Check(Ask("l", "m"), "is_answer"), measured, "", asked).verdict is verdict


def test_pick() -> None:
    assert pick([1.0, -2.0], 1, True) == 2.0
    assert pick([-1.0, -2.0], None, True) == [1.0, 2.0]
    assert pick([1.0, -2.0], -1, False) == -2.0
    for value, at, absolute in (([1.0], 1, False), (1.0, 0, False), ("a", None, True)):
        with pytest.raises(ValueError):
            pick(value, at, absolute)


def test_show() -> None:
    assert show(0.1 + 0.2) == "0.3"
    assert show([True, "a", None]) == "[true, 'a', nothing]"
    assert show(list(range(20))).endswith(", …]")


def proof(verdict: Verdict, right: bool | None) -> CheckProof:
    return CheckProof("label", verdict, right=right)


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([(H, True), (F, False)], H),
        ([(H, None)], H),
        ([(F, None)], F),
        ([(F, True), (F, False)], F),
        ([(H, True), (H, False)], F),
        ([(H, True), (E, False)], E),
        ([(H, True), (S, False)], S),
        ([(F, True), (E, False)], F),
        ([(E, True), (S, False)], E),
    ],
)
def test_a_card_holds_only_if_each_check_is_as_it_must_be(
    checks: list[tuple[Verdict, bool | None]], verdict: Verdict
) -> None:
    found = conclude(card(CardType.TRUTH), [proof(*check) for check in checks])
    assert found.verdict is verdict


def test_a_choice_with_a_bare_option_is_not_proven() -> None:
    check = Check(Ask("l", "m"), "equals", 1)
    options = (
        Option(True, text("a"), text("w"), check, HERE),
        Option(False, text("b"), text("w"), None, HERE),
    )
    found = conclude(card(CardType.CHOICE, options=options), [proof(H, True)])
    assert found.verdict is None
    assert found.unproven == "1 of 2 options have no check"
    with_verify = card(CardType.CHOICE, options=options, verify=(check,))
    assert conclude(with_verify, [proof(H, True), proof(H, None)]).verdict is None


IS_ANSWER = Check(Ask("l", "m"), "is_answer")
EQUALS = Check(Ask("l", "m"), "equals", True)


@pytest.mark.parametrize(
    ("asked", "measured"),
    [
        (card(CardType.TYPED, text("a"), verify=(EQUALS,)), False),
        (card(CardType.TYPED, text("a"), verify=(EQUALS, IS_ANSWER)), True),
        (card(CardType.NUMBER, 1.0, verify=(EQUALS,)), False),
        (card(CardType.NUMBER, Ask("l", "m")), True),
        (card(CardType.TRUTH, True, verify=(EQUALS,)), False),
        (card(CardType.TRUTH, True, when=EQUALS), True),
        (card(CardType.QA, text("a"), verify=(EQUALS,)), False),
        (card(CardType.ORDER, items=(text("a"), text("b")), verify=(IS_ANSWER,)), True),
    ],
)
def test_a_card_whose_answer_no_check_measures_is_only_supported(
    asked: Card, measured: bool
) -> None:
    found = conclude(asked, [proof(H, None)])
    assert (found.verdict, found.answer_measured) == (H, measured)
