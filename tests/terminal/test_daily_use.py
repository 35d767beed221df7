"""A day with the app, as a person has it: study, fail, undo, doubt, leave, come back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal

GRADES = "2 hard"
"""On the screen exactly while an answer is shown and waits for its grade."""


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "quizapp", *args]


def report(home: Path, *args: str) -> list[dict[str, object]]:
    """What a reporting command says while the app may be open."""
    done = subprocess.run(
        command(*args, "--json"),
        env={"QUIZAPP_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said = json.loads(done.stdout)
    events: list[dict[str, object]] = said["events"]
    return events


_KEY = re.compile(r"optim\.\w+/\S+")


def question(text: str) -> str:
    """The key of the card on screen."""
    found = _KEY.search(text)
    assert found, text
    return found[0]


def at_home(text: str) -> bool:
    return "B bench" in text and "Esc home" not in text


def at_a_card(text: str) -> bool:
    return "Esc home" in text and re.search(r"optim\.\w+/\S+", text) is not None


def leave(app: Terminal) -> None:
    """From a card to Home, and out."""
    app.press("escape")
    app.wait(at_home, "Home")
    app.press("q")
    assert app.wait_exit() == 0


def reveal(app: Terminal) -> str:
    """Give up on the card on screen, gap by gap if it has gaps, and look at its answer."""

    def after(stage: str) -> str:
        """A stage of the card that comes after ``stage``, or that one."""
        if GRADES in app.text or "Measuring" in app.text:
            return "answered"
        gap = re.search(r"gap \d+ of \d+", app.text)
        nudge = "Enter again" in app.text
        return "nudged" if nudge else gap[0] if gap else stage

    stage = after("asked")
    while stage != "answered":
        before = stage
        app.press("enter")
        app.wait(lambda _: after(before) != before, f"more than {before}")  # noqa: B023
        stage = after(before)
    return app.wait_for(GRADES)


def grade(app: Terminal, rating: str) -> None:
    """Grade the card on screen; the next one shows once the review is on disk."""
    app.press(rating)
    app.wait(lambda text: GRADES not in text and at_a_card(text), "the next card")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_twenty_cards_an_undo_a_proof_and_back_again(
    tmp_path: Path, columns: int, rows: int
) -> None:
    env = {"QUIZAPP_HOME": str(tmp_path)}
    with Terminal(command(), env, columns=columns, rows=rows) as app:
        app.wait_for("Enter", "study")
        app.press("enter")
        app.wait_for("0/20")
        proven = False
        for count in range(20):
            shown = reveal(app)
            if not proven and "lab" in shown.lower():
                app.press("l")
                app.wait_for("holds", "torch", seconds=60)
                app.press("escape")
                app.wait_for(GRADES)
                proven = True
            grade(app, "1" if count % 5 == 2 else "3")
        assert proven
        assert len(report(tmp_path, "log")) == 20  # while the app is open

        before = question(app.wait(at_a_card, "the next card"))
        app.press("escape")
        app.wait(at_home, "Home")
        app.press("enter")
        app.wait(lambda text: at_a_card(text) and question(text) == before, "the same card again")
        app.press("\x1a")
        undone = app.wait(
            lambda text: at_a_card(text) and question(text) != before, "the card taken back"
        )
        card = question(undone)
        leave(app)

    log = report(tmp_path, "log")
    standing = [entry for entry in log if entry["kind"] == "review" and not entry["undone"]]
    assert len(standing) == 19
    assert card not in {entry["card"] for entry in standing}
    with Terminal(command(), env, columns=columns, rows=rows) as app:
        app.wait(at_home, "Home")
        app.press("enter")
        again = app.wait(at_a_card, "a card")
        assert "1 new" in again  # the one that was taken back
        leave(app)


def test_kill_nine_in_the_middle_keeps_every_grade(tmp_path: Path) -> None:
    env = {"QUIZAPP_HOME": str(tmp_path)}
    with Terminal(command("study"), env) as app:
        app.wait_for("0/20")
        for _ in range(5):
            reveal(app)
            grade(app, "3")
        app.kill()
    assert len(report(tmp_path, "log")) == 5
    with Terminal(command("study"), env) as app:
        app.wait(lambda text: bool(re.search(r"15 new", text)), "fifteen new cards left")


def test_too_small_a_terminal_says_so_and_keeps_the_card(tmp_path: Path) -> None:
    with Terminal(command("study"), {"QUIZAPP_HOME": str(tmp_path)}, columns=34, rows=10) as app:
        app.wait_for("40")
        app.resize(80, 24)
        card = question(app.wait(lambda text: bool(_KEY.search(text)), "a card's key, whole"))
        app.resize(34, 10)
        app.wait(lambda text: card not in text, "the notice")
        app.resize(80, 24)
        app.wait_for(card)


def test_a_game_is_opened_from_the_shell(tmp_path: Path) -> None:
    play = command("play", "tune", "--seed", "7", "--lang", "zh")
    with Terminal(play, {"QUIZAPP_HOME": str(tmp_path)}) as app:
        app.wait_for("Esc 返回", "种子 7")
        app.press("escape")
        app.wait_for("B 实验台")
        app.press("q")
        assert app.wait_exit() == 0
    done = subprocess.run(play, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "quizapp play tune --plain" in done.stderr


def test_the_app_opens_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    with Terminal(command("--lang", "zh"), {"QUIZAPP_HOME": str(tmp_path)}) as app:
        app.wait_for("到期")
        app.press("q")
        assert app.wait_exit() == 0
