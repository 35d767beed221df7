"""Warnings: what a deck may say and probably does not mean, where it stands, and what is fine."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp import paths
from quizapp.deck.doubts import DOUBTS, doubts
from quizapp.deck.library import Library
from quizapp.deck.load import load_deck
from quizapp.review import offers

HEAD = "quizapp: 1\ndeck: d\n"


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    """Each warning's code, and the text that it points at."""
    path = folder / "deck.yaml"
    path.write_text(text, "utf-8")
    told = []
    for warning in doubts(load_deck(path)):
        start = warning.position.column - 1
        line = text.split("\n")[warning.position.line - 1]
        told.append((warning.code, line[start : start + warning.length]))
    return told


def card(question: str, more: str = "") -> str:
    return f"{HEAD}cards:\n- id: a\n  type: qa\n  q: {question}\n  answer: y\n{more}"


DOUBTED = [
    (card("What is # this?"), [("W201", "# this?")]),
    (card("{en: 'What?', zh: 何 # ?\n  }"), [("W201", "# ?")]),
    (card(r"what is $\betaa$"), [("W202", r"\betaa")]),
    (card("what is $x"), [("W202", "what is $x")]),
    (card("lr {lr}"), [("W203", "{lr}")]),
    (f"{HEAD}cards: []\n", [("W204", "")]),
    (
        card("x", "  unproven: z\n  verify: {lab: none_or_zero, get: moved, equals: 0}\n"),
        [("W205", "unproven")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), DOUBTED)
def test_what_is_doubted(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(tmp_path, text) == expected


def test_every_warning_has_an_example() -> None:
    of_reviews = {offers.CODE, offers.STRANGER}  # their examples: test_deck_orphans_cli.py
    assert {code for _, told in DOUBTED for code, _ in told} == set(DOUBTS) - of_reviews


@pytest.mark.parametrize(
    "text",
    [
        card("'What is # this?'"),
        card("C#, and a#b"),
        card("x\n  # on a line of its own"),
        card("x").replace("type: qa", "type: qa  # beside a word"),
        card("x").replace("type: qa", "type: number").replace("answer: y", "answer: 1 # remark"),
        card(r"$\frac{\hat m}{\sqrt{v}}$ costs $5"),
        card("what is `$x` or `{lr}`, and $x_{i}$?"),
        card("'lr {lr}'", "  vary: {lr: [1]}\n"),
        card("'lr {lr, x}'"),
    ],
)
def test_what_is_fine(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_the_shipped_decks_give_no_cause() -> None:
    decks = Library.load([paths.shipped("decks")], cache=False).decks
    assert [warning for deck in decks for warning in doubts(deck)] == []
