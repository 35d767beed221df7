"""``quizapp log`` and ``quizapp undo``: what was answered, and taking it back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures" / "study"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "decks")
    return tmp_path


def quizapp(home: Path, *args: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "quizapp", *args],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QUIZAPP_HOME": str(home)},
        check=False,
    )


def study(home: Path, typed: str) -> None:
    assert quizapp(home, "study", "--plain", "many", typed=typed).returncode == 0


def test_an_empty_log(home: Path) -> None:
    assert quizapp(home, "log").stdout == "No reviews yet.\n"
    assert json.loads(quizapp(home, "log", "--json").stdout) == {"events": []}
    assert not (home / "reviews.db").exists()


def test_the_newest_come_first(home: Path) -> None:
    study(home, "t\n3\nf\n1\nt\n4\nq\n")
    lines = quizapp(home, "log", "-n", "2").stdout.splitlines()
    assert [line.split()[2:] for line in lines] == [["easy", "many/c03"], ["again", "many/c02"]]
    newest, *_ = json.loads(quizapp(home, "log", "--json").stdout)["events"]
    assert newest["card"] == "many/c03"
    assert newest["rating"] == "easy"
    assert newest["answer"] == {"truth": True}
    assert newest["kind"] == "review"
    assert newest["target"] is None
    assert newest["seq"] == 3


def test_undo_until_nothing_is_left(home: Path) -> None:
    study(home, "t\n3\nt\n4\nq\n")
    assert "Took back: easy on many/c02. The card is new again." in quizapp(home, "undo").stdout
    taken = json.loads(quizapp(home, "undo", "--json").stdout)
    assert taken["undone"]["card"] == "many/c01"
    assert taken["phase"] == "new"
    done = quizapp(home, "undo")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Nothing to undo" in done.stderr
    assert "(undone)" in quizapp(home, "log").stdout


def test_undo_needs_no_deck_to_be_there(home: Path) -> None:
    study(home, "t\n3\nq\n")
    (home / "decks" / "many.yaml").unlink()
    assert "many/c01" in quizapp(home, "undo").stdout


@pytest.mark.parametrize("number", ["-1", "x", "1.5"])
def test_a_count_that_is_none_is_a_misuse(home: Path, number: str) -> None:
    done = quizapp(home, "log", "-n", number)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_failure(home: Path) -> None:
    study(home, "t\n3\nq\n")
    shell = f"{sys.executable} -m quizapp log --json | true"
    done = subprocess.run(
        shell,
        shell=True,
        capture_output=True,
        timeout=60,
        env={**os.environ, "QUIZAPP_HOME": str(home)},
        check=False,
    )
    assert b"Traceback" not in done.stderr
