"""Operators on series, torch and mutants; closed forms; units. No worker."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.deck.load import load_deck
from quizapp.deck.model import Ask, Check, Formula
from quizapp.deck.report import DeckErrors
from quizapp.deck.spec_checks import OPERATORS
from quizapp.lab import closed_form, formula
from quizapp.lab.judge import describe, judge
from quizapp.lab.lint import doubts, lint, lint_broken
from quizapp.lab.model import Measured, Verdict
from quizapp.lab.registry import code_labs
from quizapp.text import quantity
from tests.unit.test_lab_lint_places import pointed_at

HOLDS, FAILS, ERROR = Verdict.HOLDS, Verdict.FAILS, Verdict.ERROR
LABS = code_labs()
ASK = Ask("sgd", "x.end")
MUTANT = Ask("sgd", "x.end", {"mutant": "sgd-ascends"})


@pytest.mark.parametrize(
    ("way", "measured", "verdict"),
    [
        ("up", [1, 1, 2], HOLDS),
        ("strictly up", [1, 1, 2], FAILS),
        ("strictly up", [1, 1.5, 2], HOLDS),
        ("down", [3, 2, 2.5], FAILS),
        ("down", [3, 2, 2], HOLDS),
        ("strictly down", [3, 2, 1], HOLDS),
        ("down", [3, math.nan], FAILS),
        ("up", [1], ERROR),
        ("up", 1, ERROR),
        ("up", [1, "two"], ERROR),
        ("up", [[1], [2]], ERROR),
    ],
)
def test_monotone(way: str, measured: Measured, verdict: Verdict) -> None:
    assert judge(Check(ASK, "monotone", way), measured, way).verdict is verdict


def test_a_tolerance_levels_what_wobbles() -> None:
    wobbling: Measured = [1.0, 0.5, 0.501, 0.2]
    assert judge(Check(ASK, "monotone", "down"), wobbling, "down").verdict is FAILS
    assert judge(Check(ASK, "monotone", "down", tol=0.01), wobbling, "down").verdict is HOLDS
    assert judge(Check(ASK, "monotone", "down", within=0.01), wobbling, "down").verdict is HOLDS
    steep = Check(ASK, "monotone", "strictly down", within=0.4)
    assert judge(steep, [3.0, 2.0, 1.7], "strictly down").verdict is FAILS


@pytest.mark.parametrize(
    ("check", "measured", "operand", "verdict"),
    [
        (Check(ASK, "same-as-torch", True), 0.8, 0.8, HOLDS),
        (Check(ASK, "same-as-torch", True), 0.8, 0.81, FAILS),
        (Check(ASK, "same-as-torch", True, tol=0.05), 0.8, 0.81, HOLDS),
        (Check(ASK, "same-as-torch", False), 0.8, 0.81, HOLDS),
        (Check(ASK, "same-as-torch", True), [1, 2], [1, 2], HOLDS),
        (Check(ASK, "same-as-torch", True), "a", None, FAILS),
        (Check(ASK, "differs-from-mutant", MUTANT), 0.8, 1.2, HOLDS),
        (Check(ASK, "differs-from-mutant", MUTANT), 0.8, 0.801, FAILS),
        (Check(ASK, "differs-from-mutant", MUTANT, within=0.5), 0.8, 1.2, FAILS),
        (Check(ASK, "differs-from-mutant", MUTANT), "a", "b", HOLDS),
        (Check(ASK, "differs-from-mutant", MUTANT), 0.8, math.nan, HOLDS),
        (Check(ASK, "differs-from-mutant", MUTANT), math.nan, 0.8, ERROR),
        (Check(ASK, "equals", 1, within=0.5), 1.4, 1, HOLDS),
        (Check(ASK, "equals", 1, within=0.5), 1.6, 1, FAILS),
        (Check(ASK, "contains", 1, within=0.5), [5, 1.4], 1, HOLDS),
    ],
)
def test_what_stands_beside(
    check: Check, measured: Measured, operand: object, verdict: Verdict
) -> None:
    assert judge(check, measured, operand).verdict is verdict


def test_what_is_expected_is_said() -> None:
    assert describe(Check(ASK, "monotone", "strictly up"), "strictly up") == "only goes strictly up"
    assert describe(Check(ASK, "differs-from-mutant", MUTANT), 1.2) == "not sgd-ascends's 1.2 (±1%)"
    assert describe(Check(ASK, "same-as-torch", True, within=0.5), 2) == "torch's 2 (±0.5)"
    assert describe(Check(ASK, "same-as-torch", False), 2) == "not torch's 2 (±0.001%)"


# Closed forms.


KNOBS = {"lr": 0.1, "start": (1.0, -2.0), "betas": (0.9, 0.999), "opt": "SGD", "steps": 3}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-lr * 2 * start", [-0.2, 0.4]),
        ("betas[1] - betas[0]", 0.099),
        ("(1 - lr)**steps", 0.729),
        ("sum(start) + max(start) + min(lr, 1)", 0.1),
        ("norm(start)", math.sqrt(5)),
        ("mean(abs(start))", 1.5),
    ],
)
def test_a_closed_form(text: str, value: float | list[float]) -> None:
    assert closed_form.solve(text, KNOBS) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lrr", "did you mean 'lr'"),
        ("x", "unknown knob 'x'"),
        ("opt", "unknown knob 'opt'"),
        ("betas[2]", "has 2 element"),
        ("1 / (lr - lr)", "no finite real value"),
        ("log(-lr)", "no finite real value"),
        ("(-lr)**0.5", "no finite real value"),
        ("exp(exp(steps * 9))", "no finite real value"),
        ("lr * ", "expected"),
        ("lr.__class__", "unexpected"),
        ("(" * 60 + "lr" + ")" * 60, "nested deeper"),
        ("lr + " * 200 + "lr", "longer than"),
    ],
)
def test_what_is_no_closed_form(text: str, says: str) -> None:
    with pytest.raises(formula.FormulaError, match=says):
        closed_form.solve(text, KNOBS)


def test_lists_of_unlike_lengths_have_no_value() -> None:
    with pytest.raises(formula.FormulaError, match="no finite"):
        closed_form.solve("start * betas", {"start": (1.0, 2.0, 3.0), "betas": (0.9, 0.999)})


def test_a_formula_with_its_numbers() -> None:
    assert closed_form.filled("-lr * 2 * start", KNOBS) == "-0.1 * 2 * (1, -2)"
    assert closed_form.filled("start[1]**2 + lr", KNOBS) == "(-2)**2 + 0.1"


@given(st.text(alphabet="lrbetas01.+-*/()[], ", max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        value = closed_form.solve(text, KNOBS)
    except formula.FormulaError:
        return
    assert all(map(math.isfinite, value if isinstance(value, list) else [value]))


# Units.


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3 ms", "s", 0.003),
        ("3ms", "µs", 3000),
        ("-1.5e3 s", "min", -25),
        ("2 KiB", "B", 2048),
        ("50%", "", 0.5),
        ("2×", "", 2),
        ("2 ×", "%", 200),
    ],
)
def test_a_number_with_a_unit_is_turned_into_another(text: str, unit: str, value: float) -> None:
    found = quantity.read(text)
    assert found is not None
    assert quantity.convert(found, unit) == pytest.approx(value)


@pytest.mark.parametrize("text", ["3", "ms", "3 mss", "3 m s", "x 3 ms", "1e999 s", "50%%"])
def test_what_is_no_number_with_a_unit(text: str) -> None:
    assert quantity.read(text) is None


@given(
    st.floats(-1e12, 1e12), st.sampled_from(["ns", "ms", "s", "h"]), st.sampled_from(["µs", "s"])
)
def test_there_and_back_is_the_same(value: float, one: str, other: str) -> None:
    there = quantity.convert(quantity.Quantity(value, one), other)
    back = quantity.convert(quantity.Quantity(there, other), one)
    assert back == pytest.approx(value)


# Planted mistakes, located.


DECK = """quizapp: 1
deck: d
labs:
  sgd: {kind: optimizer, opt: SGD, lr: 0.1}
  uphill: {kind: optimizer, opt: SGD, mutant: sgd-ascends}
cards:
"""
PLANTED = [
    ("lab: sgd, get: x.end, monotone: up", "E304", "get", "is one value"),
    ("lab: sgd, get: loss, at: 1, monotone: up", "E304", "at", "single element"),
    ("lab: sgd, get: loss, monotone: upwards", "E112", "upwards", "one of: up"),
    ("lab: sgd, get: x.end, approx: {formula: lr * strat}", "E304", "formula", "'start'"),
    ("lab: sgd, get: x.end, ratio: {of: {formula: 1 / 0}, approx: 2}", "E304", "formula", "finite"),
    ("lab: sgd, get: x.end, less: {formula: lr, at: 1}", "E119", "1", "leave the formula alone"),
    ("lab: sgd, get: x.end, less: 3 ms", "E304", "less", "a time, the measurement is without"),
    ("lab: impl_speed, get: loop, less: 3 KiB", "E304", "less", "a size, the measurement is in ms"),
    ("lab: impl_speed, get: loop, less: 50%", "E304", "less", "is a share"),
    ("lab: impl_speed, get: loop, less: 3 lightyears", "E119", "3 lightyears", "units are"),
    ("lab: impl_speed, get: loop, between: [1 ms, 3 furlongs]", "E103", "3 furlongs", "known are"),
    ("lab: impl_speed, get: loop, between: [3 ms, 1 ms]", "E112", "lab", "wrong way round"),
    ("lab: sgd, get: x.end, approx: 1, within: 1 ms", "E304", "within", "without a unit"),
    ("lab: sgd, get: x.end, approx: 1, within: -1", "E112", "-1", "never negative"),
    ("lab: impl_speed, get: loop, less: 1e999 ms", "E119", "1e999 ms", "compares numbers"),
    ("lab: sgd, get: x.end, approx: 1, tol: 1%, within: 1", "E119", "1", "keep one"),
    ("lab: sgd, get: x.end, ratio: {of: base, approx: 2 ms}", "E119", "2 ms", "no unit"),
    ("lab: sgd, get: x.end, differs-from-mutant: sgd-ascend", "E304", "differs-from-mutant", "did"),
    ("lab: sgd, get: x.end, differs-from-mutant: muon-exact", "E304", "differs-from-mutant", "not"),
    ("lab: none_or_zero, get: moved, differs-from-mutant: no", "E304", "differs-from-mutant", "no"),
    ("lab: uphill, get: x.end, same-as-torch: true", "E304", "lab", "torch does not have"),
    ("lab: sgd, get: x.end, same-as-torch: maybe", "E103", "maybe", "true or false"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "code", "at", "says"), PLANTED)
def test_a_planted_mistake_is_located(
    tmp_path: Path, check: str, code: str, at: str, says: str
) -> None:
    path = tmp_path / "deck.yaml"
    card = f"  - {{id: a, type: qa, q: x, answer: y, verify: {{{check}}}}}\n"
    path.write_text(DECK + card, "utf-8")
    try:
        problems = lint(load_deck(path), LABS)
    except DeckErrors as errors:
        problems = lint_broken(errors, LABS)
    (problem,) = problems
    assert (problem.code, pointed_at(problem)) == (code, at)
    assert says in f"{problem.message} {problem.help}"


UNITS = [
    ("answer: 1, unit: ms, verify: {lab: impl_speed, get: loop}", []),
    ("answer: 1, unit: s, verify: {lab: impl_speed, get: loop}", []),
    ("answer: 1, unit: steps, verify: {lab: impl_speed, get: loop}", []),
    ("answer: 1, unit: KiB, verify: {lab: impl_speed, get: loop}", ["is a size"]),
    ("answer: {lab: impl_speed, get: loop}, unit: ms", []),
    ("answer: {lab: impl_speed, get: loop}, unit: s", ["unit: ms"]),
]


@pytest.mark.parametrize(("card", "says"), UNITS)
def test_a_cards_unit_is_one_of_the_measurements(
    tmp_path: Path, card: str, says: list[str]
) -> None:
    path = tmp_path / "deck.yaml"
    path.write_text(f"{DECK}  - {{id: a, type: number, q: x, tol: 1%, {card}}}\n", "utf-8")
    found = [f"{one.message} {one.help}" for one in lint(load_deck(path), LABS)]
    assert len(found) == len(says)
    assert all(word in one for word, one in zip(says, found, strict=True))


def test_new_operands_survive_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    check = "lab: sgd, get: x.end, less: {formula: lr * 2}, within: 3 ms"
    path.write_text(
        f"{DECK}  - {{id: a, type: qa, q: x, answer: y, verify: {{{check}}}}}\n", "utf-8"
    )
    from quizapp.deck.codec import Places, pack_card, unpack_card

    (card,) = load_deck(path).cards
    places = Places(tmp_path, ["deck.yaml"])
    assert unpack_card(pack_card(card, places), places) == card
    (kept,) = card.verify
    assert (kept.expected, kept.within) == (Formula("lr * 2"), "3 ms")


# Whatever is written, it is read or refused.

LAB_NAMES = st.sampled_from(["sgd", "uphill", "impl_speed", "lost", "bad", "nowhere"])
NAMES = st.sampled_from(["x.end", "loss", "x.state.exp_avgsq", "loop", "raised", "nix"])
KNOBS_WRITTEN = st.sampled_from(
    ["{}", "{lr: 0.1}", "{lr: wide}", "{mutant: sgd-ascends}", "{start: [1, 2]}", '{lr: "{v}"}']
)
OPERANDS = st.sampled_from(
    [
        *("1", "-1e31", "3 ms", "50%", "2×", "''", "base", "[1, 2]", "[3 ms, 1]", "true", "up"),
        *("{v}", "'{v}'", "text", "sgd-ascends", "{}", "null", "{formula: lr}", "{formula: 1/0}"),
        *("{formula: '{v} * lr'}", "{get: x.end}", "{lab: lost}", "{with: {lr: 0.1}}"),
        *("{of: base, approx: 2}", "{of: {formula: lr}, approx: 50%}", "{lab: sgd, formula: lr}"),
        "{of: {lab: bad}, approx: 1}",
    ]
)
OPS = st.dictionaries(st.sampled_from(list(OPERATORS)), OPERANDS, min_size=1, max_size=1)
MORE = st.dictionaries(st.sampled_from(["tol", "within", "at", "abs"]), OPERANDS, max_size=1)


@given(LAB_NAMES, NAMES, KNOBS_WRITTEN, OPS, MORE)
def test_any_check_is_read_or_refused(
    lab: str, get: str, with_: str, op: dict[str, str], more: dict[str, str]
) -> None:
    said = ", ".join(f"{key}: {operand}" for key, operand in {**op, **more}.items())
    check = f"{{lab: {lab}, with: {with_}, get: {get}, {said}}}"
    text = (
        f"{DECK}  - {{id: a, type: number, q: 'x{{v}}', answer: 1, vary: {{v: [0.1, 0.2]}},\n"
        f"     verify: {check}}}\n"
        f"  - {{id: b, type: truth, q: x, answer: false, when: {check}}}\n"
    ).replace(
        "cards:", "  lost: {kind: code, run: nowhere}\n  bad: {kind: optimizer, opt: Nix}\ncards:"
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "deck.yaml")
        path.write_text(text, "utf-8")
        try:
            deck = load_deck(path)
        except DeckErrors as errors:
            lint_broken(errors, LABS)
            return
        lint(deck, LABS)
        doubts(deck, LABS)
