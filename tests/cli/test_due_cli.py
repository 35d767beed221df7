"""``quizapp due``: counts by deck for people and scripts, while another program studies."""

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


def due(home: Path, *decks: str) -> dict[str, object]:
    done = quizapp(home, "due", "--json", *decks)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_fresh_home_has_new_cards_and_stays_untouched(home: Path) -> None:
    assert due(home, "many") == {
        "due": 0,
        "learning": 0,
        "new": 20,
        "decks": [
            {
                "deck": "many",
                "title": "Many cards",
                "cards": 30,
                "due": 0,
                "learning": 0,
                "new": 20,
                "unseen": 30,
                "next_due": None,
            }
        ],
        "broken": [],
    }
    assert not (home / "reviews.db").exists()


def test_counts_follow_study(home: Path) -> None:
    quizapp(home, "study", "--plain", "many", typed="t\n1\nt\n4\nq\n")
    (deck,) = due(home, "many")["decks"]  # type: ignore[misc]
    assert (deck["learning"], deck["new"], deck["unseen"]) == (1, 18, 28)


def test_a_finished_deck_tells_when_it_comes_back(home: Path) -> None:
    (home / "config.toml").write_text("new_per_day = 1\n")
    quizapp(home, "study", "--plain", "many", typed="t\n4\n")
    (deck,) = due(home, "many")["decks"]  # type: ignore[misc]
    assert "T04:00:00" in deck["next_due"]
    shown = quizapp(home, "due", "many").stdout
    assert deck["next_due"][:10] in shown


def test_a_table_for_people(home: Path) -> None:
    lines = quizapp(home, "due", "many", "every.type").stdout.splitlines()
    assert lines[0].split() == ["deck", "due", "learning", "new", "next"]
    assert any(line.split()[:4] == ["many", "0", "0", "20"] for line in lines)
    assert lines[-1].split() == ["all", "0", "0", "20"]


def test_it_works_while_another_program_studies(home: Path) -> None:
    quizapp(home, "study", "--plain", "many", typed="t\n4\nq\n")
    with subprocess.Popen(
        [sys.executable, "-m", "quizapp", "study", "--plain", "many"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "QUIZAPP_HOME": str(home)},
    ) as studying:
        assert studying.stdin is not None
        assert studying.stdout is not None
        studying.stdin.write(b"t\n3\n")
        studying.stdin.flush()
        seen = b""
        while b"[2]" not in seen:
            seen += studying.stdout.read1()
        assert due(home, "many")["learning"] == 1
        studying.stdin.close()
    assert studying.returncode == 0


def test_an_unknown_deck_is_a_misuse(home: Path) -> None:
    done = quizapp(home, "due", "mayn")
    assert (done.returncode, done.stdout) == (2, "")
    assert "many" in done.stderr


def test_a_damaged_database_is_said_with_its_path(home: Path) -> None:
    (home / "reviews.db").write_bytes(b"not a database, but long enough to look at" * 30)
    done = quizapp(home, "due")
    assert done.returncode == 1
    assert str(home / "reviews.db") in done.stderr
    assert "backups" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_that_cannot_be_read_are_located(home: Path) -> None:
    (home / "config.toml").write_text("retention = 2\n")
    done = quizapp(home, "due")
    assert done.returncode == 1
    assert "config.toml:1: retention" in done.stderr


@pytest.mark.parametrize("command", [["due", "--json"], ["undo", "--json"], ["study", "--plain"]])
def test_a_misspelt_setting_is_said_beside_the_result(home: Path, command: list[str]) -> None:
    (home / "config.toml").write_text("retension = 0.9\n")
    done = quizapp(home, *command)
    assert "config.toml:1: unknown setting 'retension'; did you mean 'retention'?" in done.stderr
    assert "retension" not in done.stdout
