"""Where problems with labs point in a deck's file, also when its form is wrong in other places."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.deck.keys import key_at
from quizapp.deck.load import load_deck
from quizapp.deck.model import Position
from quizapp.deck.report import DeckErrors, Problem
from quizapp.lab.lint import lint, lint_broken
from quizapp.lab.registry import code_labs

LABS = code_labs()
HEAD = "quizapp: 1\ndeck: d\n"
ONE = "  one: {kind: optimizer, opt: SGD}\n"
CARD = "- {id: a, type: truth, q: x, answer: true, when: {lab: one, get: x.end, equals: 1}}\n"


def problems(folder: Path, text: str) -> list[Problem]:
    path = folder / "deck.yaml"
    path.write_text(text, "utf-8")
    try:
        return lint(load_deck(path), LABS)
    except DeckErrors as errors:
        return lint_broken(errors, LABS)


def pointed_at(problem: Problem) -> str:
    """The text under the carets."""
    line = problem.position.path.read_text("utf-8").split("\n")[problem.position.line - 1]
    start = problem.position.column - 1
    return line[start : start + problem.length]


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("opt: SGD", "opt: SGD, betas: 1", "E302", "betas"),
        ("opt: SGD", "opt: SGD, loss: y", "E302", "loss"),
        ("kind: optimizer, opt: SGD", "kind: code, run: nowhere", "E301", "run"),
        ("lab: one", "lab: nowhere", "E301", "lab"),
        ("get: x.end", "get: x.ned", "E303", "get"),
        ("get: x.end", "get: x.end, with: {momentm: 1}", "E302", "momentm"),
        ("equals: 1", "equals: {get: x.ned}", "E303", "get"),
        ("get: x.end, equals: 1", "with: {lrr: 1}, get: x.end, equals: {at: 0}", "E302", "lrr"),
    ],
)
def test_the_key_that_is_wrong_is_pointed_at(
    tmp_path: Path, old: str, new: str, code: str, at: str
) -> None:
    text = f"{HEAD}labs:\n{ONE}cards:\n{CARD}"
    (problem,) = problems(tmp_path, text.replace(old, new))
    assert (problem.code, pointed_at(problem)) == (code, at)


def test_block_maps_too(tmp_path: Path) -> None:
    lab = "  one:\n    kind: optimizer\n    opt: SGD\n    betas: 1\n"
    (problem,) = problems(tmp_path, f"{HEAD}labs:\n{lab}cards:\n{CARD}")
    assert (problem.position.line, pointed_at(problem)) == (7, "betas")


def test_what_is_not_there_falls_back_to_the_map(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    path.write_text("a: {b: {c: 1}}\n", "utf-8")
    where = Position(path, 1, 4)
    assert key_at(where, "b", "c") == (Position(path, 1, 9), 1)
    assert key_at(where, "b", "x") == (Position(path, 1, 5), 1)
    assert key_at(where, "x") == (where, 1)
    nowhere = Position(tmp_path / "gone.yaml", 1, 1)
    assert key_at(nowhere, "x") == (nowhere, 1)


@pytest.mark.parametrize(
    ("lab", "code"),
    [
        ("{kind: optimizer, opt: SGD, loss: }", "E103"),
        ("{kind: optimzer, opt: SGD}", "E112"),
        ("{kind: code}", "E102"),
        ("{kind: optimizer}", "E102"),
        ("nothing", "E103"),
    ],
)
def test_a_broken_lab_hides_no_other_problem_and_makes_none(
    tmp_path: Path, lab: str, code: str
) -> None:
    other = "  two: {kind: optimizer, opt: SGD, betas: 1}\n"
    found = problems(tmp_path, f"{HEAD}labs:\n  one: {lab}\n{other}cards:\n{CARD}")
    assert [problem.code for problem in found] == [code, "E302"]


@pytest.mark.parametrize(
    ("card", "codes"),
    [
        (
            "{id: a, type: number, q: x, answer: y, verify: {lab: one, get: x.ned}}",
            ["E103", "E303"],
        ),
        ("{type: qa, q: x, answer: y, verify: {lab: no, get: x, equals: 1}}", ["E102", "E301"]),
        ("{id: a, type: qa, answer: y, verify: {lab: no, get: x, equals: 1}}", ["E102", "E301"]),
        (
            "{id: a, type: qa, q: '{lr}', answer: y, vary: {lr: []}, "
            "verify: {lab: one, with: {lr: '{lr}'}, get: x.end, equals: 1}}",
            ["E112"],
        ),
    ],
)
def test_a_broken_card_says_what_is_wrong_with_its_checks(
    tmp_path: Path, card: str, codes: list[str]
) -> None:
    found = problems(tmp_path, f"{HEAD}labs:\n{ONE}cards:\n- {card}\n")
    assert [problem.code for problem in found] == codes
