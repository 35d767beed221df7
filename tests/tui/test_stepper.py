"""One update on screen: walked by keys, from the bench and from a card, of a mutant too."""

from __future__ import annotations

from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.lab.setup import OPTIMIZER_LAB, Setup
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.screens.stepper import StepperScreen

from .conftest import Make, find_card, opened, press, text, until


async def walking(pilot: Pilot[None], at: int = 1) -> StepperScreen:
    """Wait until a step is on screen."""
    screen = pilot.app.screen
    assert isinstance(screen, StepperScreen)
    await until(pilot, lambda: screen._walk is not None and screen._walk.at == at, f"step {at}")
    return screen


def stepper(**settings: object) -> StepperScreen:
    given = {"start": [1.0, 2.0], "loss": "x0**2 + 3*x1**2", "lr": 0.1}
    return StepperScreen({**given, **settings})


async def test_an_update_is_walked_line_by_line_and_step_by_step(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        await app.push_screen(stepper(opt="SGD", momentum=0.9))
        await walking(pilot)
        shown = text(app)
        assert "SGD  step 1" in shown
        assert "line 1 of" in shown
        assert "loss 13 · x [1, 2] · g [2, 12] · element 0 of 2" in shown
        shown = await press(pilot, ["down"] * 4)
        assert "▸      cls.start(b, g, k)" in shown or "b.copy_(g)" in shown
        shown = await press(pilot, ["right"])
        await walking(pilot, 2)
        while "b ← μb + (1−τ)g" not in shown:
            shown = await press(pilot, ["down"])
        assert "2·0.9 + 1·1.6" in shown
        assert "b  2 → 3.4" in shown
        assert "12·0.9 + 1·4.8" in await press(pilot, ["e"])
        await press(pilot, ["left"])
        await walking(pilot, 1)
        assert "cards today" in await press(pilot, ["escape"])


async def test_past_the_last_line_comes_the_next_step(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(40, 12)) as pilot:
        await app.push_screen(stepper(opt="SGD"))
        screen = await walking(pilot)
        assert screen._walk is not None
        shown = await press(pilot, ["enter"] * (len(screen._walk.lines) - 1))
        assert "1 − 0.1·2" in shown
        await press(pilot, ["enter"])
        await walking(pilot, 2)


async def test_a_mutant_opens_where_it_differs_and_says_how(make_app: Make) -> None:
    app = make_app("all", lab=True, config=Config(language="zh"))
    async with opened(app) as pilot:
        await app.push_screen(stepper(opt="Adam", mutant="adam-eps-inside-root"))
        await walking(pilot)
        assert "只有变异体这样做" in text(app)
        await press(pilot, ["ctrl+l"])
        shown = text(app)
        assert "▸+   return k._replace(eps=" in shown
        assert "k.eps  1e−08 → 1e−11" in shown
        assert "Only the mutant does this." in shown
        shown = await press(pilot, ["d"])
        assert "▸-     return v.sqrt().div_(k.root).add_(k.eps)" in shown
        assert "Only the original does this." in shown
        shown = await press(pilot, ["d"])
        assert "Adam itself would go to" in shown


async def test_what_the_rule_is_given_is_seen_where_it_is_made(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        await app.push_screen(stepper(opt="AdamW", start=[1.0], loss="x0**2"))
        screen = await walking(pilot)
        assert "has one element" in await press(pilot, ["e"])
        assert "nothing differs" in await press(pilot, ["d"])
        shown = text(app)
        while "k.shrink  0.999" not in shown:
            assert screen._walk is not None
            assert screen._line < len(screen._walk.lines) - 1
            shown = await press(pilot, ["down"])
        assert "decay != 0 and decoupled" in shown
        shown = await press(pilot, ["down"])
        assert "; k.be…" in shown


async def test_what_cannot_run_says_why(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        await app.push_screen(stepper(opt="SGD", lr=-1.0))
        await until(pilot, lambda: "Invalid learning rate" in text(app), "the reason")
        assert "cards today" in await press(pilot, ["escape"])


async def test_it_opens_from_the_bench_whose_optimizer_lab_has_a_landscape(make_app: Make) -> None:
    app = make_app("all", lab=True)
    setup = Setup(OPTIMIZER_LAB)
    for name, typed in {"opt": "Adam", "start": "[1,2]", "loss": "x0**2+x1**2"}.items():
        setup = setup.typed(name, typed)
    async with opened(app, size=(100, 40)) as pilot:
        await app.push_screen(BenchScreen(setup))
        await until(pilot, lambda: "✓ holds" in text(app), "the outcome")
        shown = text(app)
        assert "○ start  A Adam" in shown
        assert "height" in shown or "<" in shown
        await press(pilot, ["v"])
        assert "○ start" not in text(app)
        await press(pilot, ["u"])
        await walking(pilot)
        assert "Adam  step 1" in text(app)
        assert "The bench" in await press(pilot, ["u"])


async def test_it_opens_from_a_card_in_the_lab(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(100, 45)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        await press(pilot, ["a", "enter", "l"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the verdict")
        await press(pilot, ["u"])
        await walking(pilot)
        assert "step 1" in text(app)
        assert "all/one" in await press(pilot, ["escape"])
