"""Looks, kept: a change that nobody meant shows up here. `pytest --snapshot-update` renews them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.lab.foretell import of_lab
from quizapp.lab.isolation.level import Level
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.screens.guess import GuessScreen
from quizapp.tui.screens.lab import LabScreen
from quizapp.tui.screens.stepper import StepperScreen

from .conftest import Make, find_card, press, text, until
from .test_study import right_keys

Before = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]

SMALL, LARGE = (80, 24), (120, 40)
TYPES = ["recall", "gaps", "one", "several", "statement", "sequence", "word"]


async def ready(pilot: Pilot[None]) -> None:
    # A blinking cursor would be in one picture and not in the next.
    from textual.widgets import Input

    Input.cursor_blink = False
    services = pilot.app.services  # type: ignore[attr-defined]
    await until(pilot, lambda: not services.store.readonly, "the database open")


def card(name: str, *, reveal: bool) -> Before:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await press(pilot, ["enter"])
        await find_card(pilot, name)
        if reveal:
            await press(pilot, right_keys(pilot))
        elif name in ("several", "sequence"):
            await press(pilot, ["b", "a"])

    return before


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("reveal", [False, True], ids=["asked", "revealed"])
def test_card(name: str, reveal: bool, make_app: Make, snap_compare: Compare) -> None:
    app = make_app("all")
    assert snap_compare(app, terminal_size=SMALL, run_before=card(name, reveal=reveal))


def test_wrong_answer(make_app: Make, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await card("one", reveal=False)(pilot)
        await press(pilot, ["c", "c"])

    assert snap_compare(make_app("all"), terminal_size=LARGE, run_before=before)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_home(size: tuple[int, int], make_app: Make, snap_compare: Compare) -> None:
    assert snap_compare(make_app("all", "second"), terminal_size=size, run_before=ready)


def test_home_in_chinese_and_light(make_app: Make, snap_compare: Compare) -> None:
    app = make_app("all", "second", config=Config(language="zh", theme="quizapp-light"))
    assert snap_compare(app, terminal_size=SMALL, run_before=ready)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_help(size: tuple[int, int], make_app: Make, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await press(pilot, ["f1"])

    assert snap_compare(make_app("all"), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_lab(size: tuple[int, int], make_app: Make, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await card("statement", reveal=True)(pilot)
        await press(pilot, ["l"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the verdict")
        screen = pilot.app.screen
        assert isinstance(screen, LabScreen)
        mask(screen)
        await pilot.pause()

    assert snap_compare(make_app("all"), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_stepper(size: tuple[int, int], make_app: Make, snap_compare: Compare) -> None:
    settings = {"opt": "Adam", "start": [1.0, 2.0], "loss": "x0**2 + 3*x1**2", "lr": 0.1}

    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        screen = StepperScreen({**settings, "mutant": "adam-eps-inside-root"})
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: "line 6 of" in text(pilot.app), "the update")
        await press(pilot, ["down"] * 4)

    assert snap_compare(make_app("all"), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_bench(size: tuple[int, int], make_app: Make, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await press(pilot, ["b"])
        await until(pilot, lambda: "any formula" in text(pilot.app), "the catalogue")
        await press(pilot, [*"any formula", "enter"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the outcome")
        screen = pilot.app.screen
        assert isinstance(screen, BenchScreen)
        (trial,) = screen.trials
        assert trial.outcome is not None
        trial.outcome = replace(
            trial.outcome, versions={"torch": "x"}, seconds=0.0, device="cpu", isolation=Level()
        )
        screen.refresh_page()
        await pilot.pause()

    assert snap_compare(make_app("all"), terminal_size=size, run_before=before)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_guess(language: str, make_app: Make, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        questions = of_lab({}, {"loss": "the loss before each step"})
        await pilot.app.push_screen(GuessScreen("optimizer", questions, lambda _: None))
        await press(pilot, ["c"])

    app = make_app("all", config=Config(language=language))
    assert snap_compare(app, terminal_size=SMALL, run_before=before)


@pytest.mark.parametrize("size", [(40, 12), SMALL], ids=["40x12", "80x24"])
def test_guessed(size: tuple[int, int], make_app: Make, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await press(pilot, ["b"])
        await until(pilot, lambda: "any formula" in text(pilot.app), "the catalogue")
        await press(pilot, [*"any formula", "enter"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the outcome")
        await press(pilot, ["p", *["down"] * 5, "right", "enter", *"0.1", "enter", "c", "enter"])
        screen = pilot.app.screen
        assert isinstance(screen, BenchScreen)
        await until(pilot, lambda: bool(screen.trials[0].judged), "the guesses, judged")
        screen.refresh_page()
        await pilot.pause()

    assert snap_compare(make_app("all"), terminal_size=size, run_before=before)


def mask(screen: LabScreen) -> None:
    """Put what differs from machine to machine out of the picture."""
    proving = screen._proving
    assert proving is not None
    assert proving.proof is not None
    checks = tuple(
        replace(
            check,
            outcome=replace(
                check.outcome, versions={"torch": "x"}, seconds=0.0, device="cpu", isolation=Level()
            ),
        )
        for check in proving.proof.checks
        if check.outcome is not None
    )
    proving.proof = replace(proving.proof, checks=checks)
    screen.refresh_page()
