"""The games on the full screen, on a real worker and with a clock that the test holds."""

from __future__ import annotations

from quizapp.games.derby import RACE_SECONDS
from quizapp.games.derby import Stage as DerbyStage
from quizapp.games.spot import Stage as SpotStage
from quizapp.games.tune import Stage as TuneStage
from quizapp.games.tune import deal
from quizapp.store import scores
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.screens.derby import DerbyScreen
from quizapp.tui.screens.spot import SpotScreen
from quizapp.tui.screens.tune import TuneScreen

from .conftest import Make, opened, press, text, until


async def test_the_menu_is_one_key_away_and_opens_each_game(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        assert "Optimizer Derby" in await press(pilot, ["g"])
        for number, title in enumerate(("Optimizer Derby", "Spot the mutant", "Tune it")):
            shown = await press(pilot, [*["down"] * bool(number), "enter"])
            assert f"quizapp  {title}" in shown
            assert "Whatever happens" in await press(pilot, ["escape"])


async def test_a_race_is_bet_on_watched_and_paid(make_app: Make) -> None:
    app = make_app("all", lab=True)
    now = [100.0]
    async with opened(app) as pilot:
        screen = DerbyScreen(3, watch=lambda: now[0])
        await app.push_screen(screen)
        await until(pilot, lambda: screen.derby.stage is DerbyStage.BETTING, "odds", 60)
        assert "for 1" in text(app)
        await press(pilot, ["right", "a"])
        await until(pilot, lambda: screen.derby.stage is DerbyStage.RUNNING, "the race", 60)
        assert screen.derby.stake == 25
        assert "▸A" in text(app)
        now[0] += RACE_SECONDS / 2
        await until(pilot, lambda: "○ start" in text(app), "paths")
        now[0] += RACE_SECONDS
        await until(pilot, lambda: screen.derby.stage is DerbyStage.FINISHED, "the end")
        await press(pilot, ["enter"])
        assert screen.derby.number == 2


async def test_a_mutant_is_spotted_and_put_on_the_bench(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        screen = SpotScreen(1)
        await app.push_screen(screen)
        await until(pilot, lambda: screen.spot.stage is SpotStage.WHICH, "two curves", 60)
        right = "ab"[screen.spot.mutant_at]
        bug = "abc"[screen.spot.beliefs.index(screen.spot.suspect.mutant)]
        shown = await press(pilot, [right, bug])
        assert "is the mutant" in shown
        assert screen.spot.points == 2
        await press(pilot, ["l"])
        assert isinstance(app.screen, BenchScreen)


async def test_a_try_is_turned_run_and_kept(make_app: Make) -> None:
    app = make_app("all", lab=True)
    seed = next(seed for seed in range(99) if deal(seed).level.name == "sgd-ravine")
    async with opened(app) as pilot:
        screen = TuneScreen(seed)
        await app.push_screen(screen)
        await until(pilot, lambda: screen.tune.stage is TuneStage.TURNING, "the house", 60)
        screen.tune = screen.tune.set(0, 0.1).set(1, 0.6)
        await press(pilot, ["left", "right", "down", "enter"])
        await until(pilot, lambda: len(screen.tune.tries) == 1, "a try", 60)
        assert "9 steps" in text(app)
        assert "This was tried" in await press(pilot, ["enter"])
        assert len(screen.tune.tries) == 1
        await press(pilot, ["escape"])
        assert "★ 1." in text(app)
        assert scores.best(app.services.store, "tune", "sgd-ravine")[0].score == 9
        shown = await press(pilot, ["enter"])
        assert f"seed {seed + 1}" in shown
        assert screen.tune.seed == seed + 1
        await until(pilot, lambda: screen.tune.stage is TuneStage.TURNING, "the next house", 60)
