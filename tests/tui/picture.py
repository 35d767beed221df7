"""`make picture`: draws the pictures in docs/ from the real app on a shipped deck."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from quizapp.__main__ import main
from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.lab.model import Job
from quizapp.lab.setup import OPTIMIZER_LAB, Setup, of_job
from quizapp.paths import shipped
from quizapp.review.days import study_day, system_clock
from quizapp.review.model import Millis, Moment
from quizapp.store.db import Store
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.screens.derby import DerbyScreen
from quizapp.tui.screens.stepper import StepperScreen
from quizapp.tui.services import Services

DOCS = Path(__file__).parents[2] / "docs"
WRONG = {"opt": "Adam", "lr": 0.1, "eps": 0.1, "mutant": "adam-eps-inside-root"}
CARD = "optim.basics/which-way"
CELL = 12.2
"""How wide a character is in an exported screen."""
ROSENBROCK = Job(
    "optimizer",
    "optimizer",
    {
        "opt": "Adam",
        "lr": 0.001,
        "start": [-1.2, 1.0],
        "loss": "(1 - x0)**2 + 100*(x1 - x0**2)**2",
        "steps": 200,
    },
)


async def draw() -> None:
    """Answer one card wrongly, look at the reasons, then prove it in the lab."""
    home = Path(tempfile.mkdtemp())
    os.environ["QUIZAPP_HOME"] = str(home)
    database = home / "reviews.db"
    deck = [shipped("decks") / "torch-optim" / "11-basics.yaml"]
    clock = system_clock(4)
    store = Store.open(database, readonly=True)
    services = Services(Config(), clock, database, store, Library.load(deck), deck)
    app = QuizApp(services, studying=True)
    async with app.run_test(size=(88, 30)) as pilot:
        await seen(pilot, "recall, then look")
        while CARD not in shown(app):
            await pilot.press("f4")
        await pilot.press("b", "enter")
        await seen(pilot, "again")
        save(app, "study.svg")
        await pilot.press("l")
        await seen(pilot, "The lab says")
        save(app, "lab.svg")
        await app.push_screen(BenchScreen(Setup(services.code_labs()["trajectories"])))
        await seen(pilot, "✓ holds")
        save(app, "landscape.svg")
        await app.push_screen(StepperScreen(WRONG))
        await seen(pilot, "line 6 of")
        await pilot.press("d")
        save(app, "update.svg")
        await compare(app, pilot)
        await guess(app, pilot)
        await race(app, pilot)
    await write(Services(Config(), clock, database, Store.open(database), Library()), home)
    await at_home(Services(Config(), friday, database, Store.open(database), Library.load()))


def friday() -> Moment:
    """A day that stays, so that the picture does too."""
    noon = Millis(1_780_660_800_000)
    return Moment(noon, study_day(noon))


async def at_home(services: Services) -> None:
    """Open the app on the whole course."""
    app = QuizApp(services)
    async with app.run_test(size=(88, 16)) as pilot:
        await seen(pilot, "cards today")
        save(app, "home.svg")


async def write(services: Services, folder: Path) -> None:
    """Write the deck to start from, prove it, and save a mistake."""
    main(["deck", "new", "momentum", str(folder)])
    deck = folder / "momentum.yaml"
    app = QuizApp(services, writing=deck)
    async with app.run_test(size=(88, 26)) as pilot:
        await seen(pilot, "not judged yet")
        await pilot.press("V")
        await seen(pilot, "✓ 7 proven")
        text = deck.read_text("utf-8")
        deck.write_text(text.replace("approx: 1.5", "approx: 2", 1), "utf-8")
        await seen(pilot, "≠ refuted")
        save(app, "author.svg")


async def compare(app: QuizApp, pilot: Pilot[None]) -> None:
    """Keep the runs of three optimizers, and draw a fourth one over them."""
    screen = BenchScreen(of_job(ROSENBROCK, {}))
    await app.push_screen(screen)
    for opt in ("NAdam", "RAdam", "Adagrad"):
        await seen(pilot, "✓ holds")
        await pilot.press("c", "e")
        app.screen.query_one("#field", Input).value = opt
        await pilot.press("enter")
    while len(screen.trials) < 4 or not all(trial.is_over for trial in screen.trials):
        await pilot.pause(0.02)
    await pilot.press("v")
    await seen(pilot, "✓ holds")
    save(app, "compare.svg")


async def guess(app: QuizApp, pilot: Pilot[None]) -> None:
    """Turn the rate up, guess where it ends and how, and see."""
    await app.push_screen(BenchScreen(Setup(OPTIMIZER_LAB)))
    await seen(pilot, "✓ holds")
    await pilot.press("p", *["down"] * 5, "left", "enter", *"0.0002", "enter", "b", "enter")
    await seen(pilot, "guesses right")
    save(app, "guess.svg")


async def race(app: QuizApp, pilot: Pilot[None]) -> None:
    """Back a runner, and go to the end of the race."""
    await app.push_screen(DerbyScreen(3))
    await seen(pilot, "for 1")
    await pilot.press("b")
    await seen(pilot, "○ start")
    await pilot.press("enter")
    await seen(pilot, "home after")
    save(app, "derby.svg")


def save(app: QuizApp, name: str) -> None:
    """Export the screen, without the font that Textual would have a reader's browser fetch."""
    picture = re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(), flags=re.DOTALL)
    picture = re.sub(
        r'x="([\d.]+)"( y="[\d.]+") textLength="([\d.]+)"([^>]*>)((?:&#160;)+)', begun, picture
    )
    (DOCS / name).write_text(picture, encoding="utf-8")


def begun(text: re.Match[str]) -> str:
    """A text that begins at its first letter: some viewers (librsvg) drop the spaces before it."""
    x, y, length, rest, spaces = text.groups()
    shift = CELL * spaces.count("&")
    return f'x="{float(x) + shift:.1f}"{y} textLength="{float(length) - shift:.1f}"{rest}'


async def seen(pilot: Pilot[None], words: str) -> None:
    deadline = time.monotonic() + 60
    while words not in shown(pilot.app):
        assert time.monotonic() < deadline, f"never: {words}"
        await pilot.pause(0.02)
    await pilot.pause()


def shown(app: object) -> str:
    strips = app.screen._compositor.render_strips()  # type: ignore[attr-defined]
    return "\n".join(strip.text for strip in strips)


if __name__ == "__main__":
    asyncio.run(draw())
