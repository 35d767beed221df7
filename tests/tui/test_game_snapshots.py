"""Looks of the games, kept, in both languages; what happens in them is run for real."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.games.derby import Stage as DerbyStage
from quizapp.games.spot import Stage as SpotStage
from quizapp.games.tune import Stage as TuneStage
from quizapp.tui.screens.derby import DerbyScreen
from quizapp.tui.screens.spot import SpotScreen
from quizapp.tui.screens.tune import TuneScreen

from .conftest import Make, press, until
from .test_snapshots import SMALL, Compare, ready

Play = Callable[[Pilot[None]], Awaitable[None]]

LOW = (40, 12)


async def menu(pilot: Pilot[None]) -> None:
    await press(pilot, ["g", "down"])


def derby(keys: str, *, over: bool = False) -> Play:
    async def play(pilot: Pilot[None]) -> None:
        screen = DerbyScreen(3, watch=lambda: 0.0)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.derby.stage is DerbyStage.BETTING, "odds", 60)
        await press(pilot, keys.split())
        if over:
            await until(pilot, lambda: screen.derby.stage is DerbyStage.RUNNING, "the race", 60)
            await press(pilot, ["enter"])

    return play


def spot(keys: str) -> Play:
    async def play(pilot: Pilot[None]) -> None:
        screen = SpotScreen(1)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.spot.stage is SpotStage.WHICH, "two curves", 60)
        await press(pilot, keys.split())

    return play


def tune(keys: str) -> Play:
    async def play(pilot: Pilot[None]) -> None:
        screen = TuneScreen(7)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.tune.stage is TuneStage.TURNING, "the house", 60)
        for count, key in enumerate(keys.split(), start=1):
            await press(pilot, [key, "enter"])
            await until(pilot, lambda count=count: len(screen.tune.tries) == count, "a try", 60)  # type: ignore[misc]

    return play


STATES: dict[str, Play] = {
    "menu": menu,
    "bet": derby("right"),
    "race over": derby("b", over=True),
    "told": spot("b c"),
    "tries": tune("right left"),
}


def begun(play: Play) -> Play:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await play(pilot)
        await pilot.pause()

    return before


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("state", STATES)
def test_game(state: str, language: str, make_app: Make, snap_compare: Compare) -> None:
    app = make_app("all", lab=state != "menu", config=Config(language=language))
    assert snap_compare(app, terminal_size=SMALL, run_before=begun(STATES[state]))


def test_what_is_asked_is_in_sight_on_the_lowest_screen(
    make_app: Make, snap_compare: Compare
) -> None:
    app = make_app("all", lab=True)
    assert snap_compare(app, terminal_size=LOW, run_before=begun(spot("a")))
