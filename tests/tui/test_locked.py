"""Another program has locked the database: the app says so, loses nothing, and goes on after it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.review.session import Stage
from quizapp.tui.screens.home import HomeScreen

from .conftest import HeldClock, Make, opened, press, text, until
from .test_study import reviews, study_of

_HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process holds the database to itself meanwhile."""
    command = [sys.executable, "-c", _HOLD, str(folder / "reviews.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        yield
        other.stdin.close()


@asynccontextmanager
async def impatient(make_app: Make, *decks: str, **more: object) -> AsyncIterator[Pilot[None]]:
    """The app with its database open; it waits for a lock as it does, only not as long."""
    app = make_app(*decks, **more)
    async with opened(app, size=(100, 30)) as pilot:
        app.services.store._db.execute("PRAGMA busy_timeout = 50")
        yield pilot


def says_it_is_locked(pilot: Pilot[None], folder: Path) -> bool:
    # Long paths are broken between lines.
    # A long path is broken between lines, beside the frame of the message.
    shown = "".join(text(pilot.app).replace("█", "").split())
    return (
        f"{folder}/reviews.dbislockedbyanotherprogram" in shown
        and "Closetheotherprogramthatusesit" in shown
    )


async def test_a_grade_that_could_not_be_saved_can_be_given_again(
    make_app: Make, tmp_path: Path
) -> None:
    async with impatient(make_app, "all") as pilot:
        before = await press(pilot, ["enter", "enter"])
        with locked(tmp_path):
            await press(pilot, ["3"])
            assert says_it_is_locked(pilot, tmp_path)
            assert await press(pilot, ["enter"]) == before, "the card, revealed as it was"
            await press(pilot, ["3"])
            assert says_it_is_locked(pilot, tmp_path), "as often as it is tried"
            await press(pilot, ["enter"])
        assert study_of(pilot).session.stage is Stage.REVEALED
        assert reviews(tmp_path) == []
        assert "all/recall" not in await press(pilot, ["3"])
        assert reviews(tmp_path) == [("all/recall", 3)]


async def test_an_undo_that_could_not_be_saved_can_be_tried_again(
    make_app: Make, tmp_path: Path
) -> None:
    async with impatient(make_app, "all") as pilot:
        before = await press(pilot, ["enter", "enter", "4"])
        with locked(tmp_path):
            await press(pilot, ["f4", "ctrl+z"])
            assert says_it_is_locked(pilot, tmp_path)
            await press(pilot, ["enter"])
        assert text(pilot.app) != before
        assert "all/recall" in await press(pilot, ["ctrl+z"])


async def test_home_says_it_and_counts_again_when_asked(make_app: Make, tmp_path: Path) -> None:
    async with impatient(make_app, "all") as pilot:
        await press(pilot, ["enter", "enter", "4"])
        with locked(tmp_path):
            await press(pilot, ["escape"])
            assert isinstance(pilot.app.screen, HomeScreen)
            assert says_it_is_locked(pilot, tmp_path)
            await press(pilot, ["r"])
            assert says_it_is_locked(pilot, tmp_path)
            await press(pilot, ["enter"])
            assert says_it_is_locked(pilot, tmp_path)
            await press(pilot, ["escape"])
        shown = await press(pilot, ["r"])
        assert "locked" not in shown
        assert "7 cards today" in shown


async def test_a_break_goes_on_while_the_database_is_locked(
    make_app: Make, tmp_path: Path, clock: HeldClock
) -> None:
    config = Config(learning_steps=(3600,))
    async with impatient(make_app, "second", config=config) as pilot:
        await press(pilot, ["enter", "enter", "1"])
        with locked(tmp_path):
            await until(pilot, lambda: says_it_is_locked(pilot, tmp_path), "the notice")
            assert "A short break" in text(pilot.app)
            assert "undo" in text(pilot.app)
        await until(pilot, lambda: "locked" not in text(pilot.app), "the notice gone")
        clock.forward(minutes=41)
        await until(pilot, lambda: "What is left?" in text(pilot.app), "the card again")
