"""`deck orphans`, and what `check`, `doctor` and `log` say of cards that lost their name."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.paths import database

DECK = """\
quizapp: 1
deck: mine
cards:
  - {id: fist, type: truth, q: Momentum adds the whole gradient to its buffer., answer: true}
  - {id: two, type: truth, q: Weight decay of AdamW is scaled by the gradient., answer: true}
  - {id: three, type: truth, q: A closure is called once a step by LBFGS., answer: true}
"""
Run = Callable[..., str]


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck among the learner's own, of whose three cards two were reviewed."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "decks" / "mine.yaml"
    path.parent.mkdir()
    path.write_text(DECK, "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("t\n3\nt\n3\nq\n"))
    assert main(["study", "mine", "--plain"]) == 0
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*argv: str, status: int = 0) -> str:
        capsys.readouterr()
        assert main([*argv]) == status
        return capsys.readouterr().out

    return run


def orphans(run: Run) -> list[Any]:
    found: list[Any] = json.loads(run("deck", "orphans", "--json"))["orphans"]
    return found


@pytest.mark.usefixtures("deck")
def test_all_is_well(run: Run) -> None:
    assert run("deck", "orphans") == "every review has its card\n"
    assert "orphans" not in run("doctor")
    assert json.loads(run("deck", "check", "mine", "--json"))["warnings"] == []


@pytest.mark.parametrize(
    "how", [["mv", "mine", "fist"], ["split", "mine", "--ids", "fist", "--into"]]
)
def test_a_card_that_was_moved_out_of_the_library_is_not_gone(
    deck: Path, run: Run, tmp_path: Path, how: list[str]
) -> None:
    """Nor is a copy of it, in another deck, advised to take its reviews."""
    deck.with_name("copy.yaml").write_text(DECK.replace("deck: mine", "deck: copy"))
    target = tmp_path / "elsewhere.yaml"
    if how[0] == "mv":
        target.write_text("quizapp: 1\ndeck: elsewhere\ncards: []\n")
    run("deck", *how, target.name)
    assert run("deck", "orphans") == "every review has its card\n"
    assert json.loads(run("deck", "check", "copy", "--json"))["warnings"] == []
    target.unlink()
    (one,) = orphans(run)
    assert (one["card"], one["likely"]) == ("mine/fist", ["copy/fist"])


def test_a_new_id_is_an_orphan_and_a_likely_card(deck: Path, run: Run) -> None:
    deck.write_text(DECK.replace("id: fist", "id: first").replace("whole grad", "full grad"))
    (one,) = orphans(run)
    assert (one["card"], one["reviews"]) == ("mine/fist", 1)
    assert (one["likely"], one["clear"]) == (["mine/first"], True)
    assert one["question"] == "Momentum adds the whole gradient to its buffer."
    assert one["file"] == str(deck)
    shown = run("deck", "orphans")
    assert "probably mine/first now: add `was: fist` there\n1 card gone, with 1 review\n" in shown
    assert "cards that are in no deck any more: 1, with 1 reviews" in run("doctor")
    (warning,) = json.loads(run("deck", "check", str(deck), "--json"))["warnings"]
    assert (warning["code"], warning["line"], warning["column"]) == ("W206", 4, 6)
    assert warning["help"] == "if it is the same card, add: was: fist"
    deck.write_text(deck.read_text().replace("id: first", "id: first, was: fist"))
    assert orphans(run) == []
    assert json.loads(run("deck", "check", str(deck), "--json"))["warnings"] == []
    assert ", now mine/first\n" in run("log")


def test_two_new_cards_alike_are_both_named(deck: Path, run: Run) -> None:
    line = DECK.splitlines()[3]
    twice = [line.replace("id: fist", f"id: {name}") for name in ("one", "other")]
    deck.write_text(DECK.replace(line, "\n".join(twice)))
    (one,) = orphans(run)
    assert (one["likely"], one["clear"]) == (["mine/one", "mine/other"], False)
    (warning,) = json.loads(run("deck", "check", str(deck), "--json"))["warnings"]
    assert "and so may 'mine/other'" in warning["message"]


def test_a_card_with_reviews_of_its_own_is_never_offered(deck: Path, run: Run) -> None:
    lines = DECK.splitlines()
    deck.write_text("\n".join([*lines[:3], lines[4]]).replace("Weight decay", "Momentum"))
    assert orphans(run)[0]["likely"] == []


def test_a_card_that_went_to_another_deck(deck: Path, run: Run) -> None:
    lines = DECK.splitlines(keepends=True)
    deck.write_text("".join(lines[:3] + lines[4:]))
    other = deck.with_name("other.yaml")
    other.write_text("quizapp: 1\ndeck: other\ncards:\n" + lines[3].replace("fist", "first"))
    (warning,) = json.loads(run("deck", "check", str(other), "--json"))["warnings"]
    assert warning["help"] == "if it is the same card, add: was: mine/fist"
    assert json.loads(run("deck", "check", str(deck), "--json"))["warnings"] == []


def test_a_deck_under_a_new_name_needs_one_line(deck: Path, run: Run) -> None:
    deck.write_text(DECK.replace("deck: mine", "deck: ours"))
    (warning,) = json.loads(run("deck", "check", str(deck), "--json"))["warnings"]
    assert (warning["line"], warning["help"]) == (2, "add a line: was: mine")
    deck.write_text(DECK.replace("deck: mine", "deck: ours\nwas: mine"))
    assert orphans(run) == []


def test_a_deck_with_errors_or_away_from_the_library_has_lost_nothing(
    deck: Path, run: Run, tmp_path: Path
) -> None:
    deck.write_text(DECK.replace("answer", "anwser"))
    assert orphans(run) == []
    deck.unlink()
    assert {one["card"] for one in orphans(run)} == {"mine/fist", "mine/two"}
    away = tmp_path / "away.yaml"
    away.write_text(DECK)
    with closing(sqlite3.connect(database())) as db, db:
        db.execute("UPDATE seen SET file = ?", (str(away),))
    assert orphans(run) == []


def test_check_says_nothing_of_reviews_that_it_cannot_read(deck: Path, run: Run) -> None:
    deck.write_text(DECK.replace("id: fist", "id: first"))
    with closing(sqlite3.connect(database())) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert json.loads(run("deck", "check", str(deck), "--json"))["warnings"] == []
        db.execute("ROLLBACK")
    database().unlink()
    assert json.loads(run("deck", "check", str(deck), "--json"))["warnings"] == []
    assert not database().exists()


def test_a_claim_on_a_card_that_is_still_there_is_refused(deck: Path, run: Run) -> None:
    other = deck.with_name("other.yaml")
    card = "{id: a, type: truth, q: x, answer: true, was: mine/two}"
    other.write_text(f"quizapp: 1\ndeck: other\ncards:\n  - {card}\n")
    told = json.loads(run("deck", "check", str(other), "--json", status=1))
    assert [(one["code"], one["line"]) for one in told["problems"]] == [("E111", 4)]
    assert {event["now"] for event in json.loads(run("log", "--json"))["events"]} == {
        "mine/fist",
        "mine/two",
    }


def test_an_id_that_went_to_another_question_is_told(deck: Path, run: Run) -> None:
    reused = "{id: fist, type: typed, q: Which method clears the gradients?, answer: zero_grad}"
    deck.write_text("\n".join([*DECK.splitlines()[:3], f"  - {reused}", *DECK.splitlines()[4:]]))
    (warning,) = json.loads(run("deck", "check", str(deck), "--json"))["warnings"]
    assert (warning["code"], warning["line"], warning["column"]) == ("W207", 4, 6)
    assert "1 review of this card went to another question: 'Momentum adds" in warning["message"]
    lines = DECK.splitlines(keepends=True)
    deck.write_text("".join([*lines[:3], lines[5].replace("id: three", "id: 3, was: fist")]))
    told = json.loads(run("deck", "check", str(deck), "--json"))["warnings"]
    assert [(one["code"], one["line"], one["column"]) for one in told] == [("W207", 4, 13)]


def test_rewording_a_card_is_no_reason_to_warn(deck: Path, run: Run) -> None:
    deck.write_text(DECK.replace("Momentum adds the whole", "SGD with momentum adds all of the"))
    assert json.loads(run("deck", "check", str(deck), "--json"))["warnings"] == []
