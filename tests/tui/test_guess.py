"""Guesses before a run: asked one by one, judged by the real worker, drawn over what came."""

from __future__ import annotations

from quizapp.config import Config
from quizapp.lab.foretell import Kind, Question
from quizapp.tui.asking import Asking
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.screens.guess import GuessScreen
from quizapp.tui.screens.lab import LabScreen

from .conftest import Make, find_card, opened, press, text, until
from .test_bench import on_bench, ran


async def test_guesses_come_before_the_run_and_are_judged_after_it(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        screen = await on_bench(pilot, "any formula")
        assert "Guesses first" in await press(pilot, ["p"])
        await press(pilot, [*["down"] * 5, "right"])
        assert screen.trials[0].job.knobs["lr"] == 0.1  # turning it ran nothing
        assert "○ not run yet" in text(app)
        assert "✓ holds" not in text(app).splitlines()[0]
        assert "✓ holds" in (await press(pilot, ["left"])).splitlines()[0]  # as it was run
        await press(pilot, ["right"])
        assert "loss.end will be" in await press(pilot, ["enter"])
        assert "that is not a number" in await press(pilot, [*"1x", "enter"])
        assert "stays flat" in await press(pilot, ["backspace", "enter"])
        assert "▌ C" in await press(pilot, ["down", "c"])
        await press(pilot, ["enter"])
        shown = " ".join((await ran(pilot)).split())
        assert screen.trials[0].job.knobs["lr"] == 0.2
        assert "✗ loss.end: you guessed 1; it is" in shown
        assert "┼" in shown
        assert "✓ loss: “falls, then levels off”" in shown
        assert "loss and your guess" in shown
        # What was run has nothing left to guess.
        assert "You have seen this one" in await press(pilot, ["enter"])
        assert isinstance(app.screen, BenchScreen)
        assert "No more guesses" in await press(pilot, ["p"])


async def test_whoever_leaves_the_questions_runs_nothing(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        screen = await on_bench(pilot, "any formula")
        await press(pilot, ["p", *["down"] * 5, "right", "n"])
        assert isinstance(app.screen, GuessScreen)
        await press(pilot, ["escape"])
        assert app.screen is screen
        assert screen.trials[0].job.knobs["lr"] == 0.1


async def test_a_card_is_guessed_before_its_lab_runs(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(100, 45)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "statement")
        await press(pilot, ["t", "enter", "p"])
        shown = text(app)
        assert "Your guess" in shown
        await press(pilot, ["escape"])
        screen = app.screen
        assert isinstance(screen, LabScreen)
        assert "Nothing was run" in text(app)
        await press(pilot, ["p", "c", "enter"])
        await until(pilot, lambda: "✓ holds" in text(app), "the verdict")
        assert "and your guess" in text(app)


async def test_the_number_a_card_asks_for_is_not_guessed_twice(make_app: Make) -> None:
    app = make_app("all", lab=True, config=Config(language="zh"))
    async with opened(app, size=(40, 12)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "measured")
        await press(pilot, [*"0.2", "enter"])
        await until(pilot, lambda: "实验刚刚测得" in text(app), "the answer")
        await press(pilot, ["p"])
        await until(pilot, lambda: "✓ 成立" in text(app), "the verdict")
        await press(pilot, ["down"])
        assert "┼" in text(app)  # how far the answer was off


def test_curves_are_put_in_order_and_taken_back() -> None:
    order = Question(Kind.ORDER, "", choices=("SGD", "Adam"))
    asking = Asking([order, Question(Kind.SHAPE, "loss")])
    asking.pick(1)
    asking.pick(1)
    asking.pick(7)
    assert asking.order == (1,)
    asking.take_back()
    asking.pick(0)
    asking.pick(1)
    assert asking.take("")
    assert asking.guesses == {order: ("SGD", "Adam")}
    asking.move(-1)
    asking.move(1)
    assert asking.choices[asking.chosen] == "stays flat"
    assert asking.take("")
    assert asking.question is None
