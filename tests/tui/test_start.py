"""Starting: what the first frame may load, and what happens where no full screen can open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal

from .conftest import DECKS

_FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.paths import database
from quizapp.review.days import system_clock
from quizapp.store.db import Store
store = Store.open(database(), readonly=True)
library = Library.load([Path(sys.argv[1])])
from quizapp.tui.app import QuizApp
from quizapp.tui.services import Services
services = Services(Config(), system_clock(), database(), store, library)
app = QuizApp(services)
def heavy(*_):
    names = ("torch", "sqlite_utils", "yaml", "numpy", "quizapp.optim", "markdown_it")
    print("LOADED", *(name for name in names if name in sys.modules))
    app.exit()
app._after_first_frame = heavy
async def main():
    async with app.run_test() as pilot:
        await pilot.pause()
asyncio.run(main())
"""


def run(code: list[str], home: Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *code],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QUIZAPP_HOME": str(home)},
        **more,  # type: ignore[call-overload]
    )


def test_the_first_frame_of_cached_decks_loads_nothing_heavy(tmp_path: Path) -> None:
    deck = str(DECKS / "all.yaml")
    warm = "from quizapp.deck.library import Library; from pathlib import Path; import sys;"
    run(["-c", f"{warm} Library.load([Path(sys.argv[1])])", deck], tmp_path)
    done = run(["-c", _FIRST_FRAME, deck], tmp_path)
    assert "LOADED" in done.stdout, done.stderr
    assert done.stdout.rsplit("LOADED", 1)[1].split() == []


def test_without_a_terminal_one_line_says_so(tmp_path: Path) -> None:
    for argv in ([], ["study"], ["study", "optim.adam"]):
        done = run(["-m", "quizapp", *argv], tmp_path, stdin=subprocess.DEVNULL)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert "--plain" in done.stderr


def test_without_a_terminal_textual_is_not_even_loaded(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom quizapp.__main__ import main\nstatus = main([])\n"
        "print(status, 'textual' in sys.modules)"
    )
    done = run(["-c", code], tmp_path, stdin=subprocess.DEVNULL)
    assert done.stdout.split() == ["2", "False"]


def app_on_terminal(home: Path, *argv: str, **env: str) -> Terminal:
    command = [sys.executable, "-m", "quizapp", *argv]
    return Terminal(command, {"QUIZAPP_HOME": str(home), **env})


def test_the_app_on_a_terminal_from_opening_to_quitting(tmp_path: Path) -> None:
    with app_on_terminal(tmp_path, "study", str(DECKS / "all.yaml"), NO_COLOR="1") as screen:
        screen.wait_for("list[int]", "recall, then look")
        screen.press("enter")
        screen.wait_for("again", "good ⏎")
        screen.press("4")
        screen.wait_for("fill the gaps")
        screen.press("escape")
        screen.wait_for("cards today")
        screen.press("q")
        assert screen.wait_exit() == 0


def test_a_damaged_database_is_a_message_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "reviews.db").write_bytes(b"not a database at all, only some text\n" * 50)
    with app_on_terminal(tmp_path) as screen:
        assert screen.wait_exit() == 1
        assert "reviews.db is damaged" in screen.text.replace("\n", "")
        assert "Traceback" not in screen.text


@pytest.mark.parametrize("cached", [True, False])
def test_a_bad_deck_is_refused_before_the_screen_opens(tmp_path: Path, cached: bool) -> None:
    if cached:
        (tmp_path / "cache").mkdir()
    for argument, said, status in (
        (str(DECKS / "broken.yaml"), "did you mean 'answer'?", 1),
        ("nofile.yaml", "nofile.yaml: there is no such file", 2),
        ("optim.nothing", "no deck is named 'optim.nothing'", 2),
    ):
        with app_on_terminal(tmp_path, "study", argument) as screen:
            assert screen.wait_exit() == status
            assert said in screen.text
            assert "Enter" not in screen.text
