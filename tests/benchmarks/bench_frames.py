"""A frame of the bench at 120x40 with four runs on it: drawn, laid out and turned into bytes.

The real app on real runs. What is timed is the processor's work for a frame, in milliseconds: the
screen's own clock, which holds frames back, says nothing about what they cost.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual._compositor import CompositorUpdate
from textual.pilot import Pilot
from textual.screen import Screen

from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.lab.client import LabClient
from quizapp.lab.setup import OPTIMIZER_LAB, Setup
from quizapp.review.days import study_day
from quizapp.review.model import Millis, Moment
from quizapp.store.db import Store
from quizapp.tui import app
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.services import Services
from quizapp.tui.trial import Trial, finished

ROUNDS = 20
SIZE = (120, 40)

Row = tuple[str, float, str]

LABS = (
    "optimizer",
    "trajectories",
    "nesterov_formula",
    "muon_singular_values",
    "adafactor_outlier",
)
"""One for each kind of picture."""


class Painting(QuizApp):
    """The app without a terminal, which makes the bytes for one nevertheless."""

    CSS_PATH = Path(app.__file__).parent / "styles/app.tcss"

    def _display(self, screen: Screen[Any], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(self.console)
        super()._display(screen, renderable)  # type: ignore[arg-type]


def rows() -> list[Row]:
    """(name, figure, bound) of each measurement."""
    return asyncio.run(_measured())


async def _measured() -> list[Row]:
    now = Millis(round(time.time() * 1000))
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        database = Path(folder) / "reviews.db"
        Store.open(database).close()
        store = Store.open(database, readonly=True)
        moment = Moment(now, study_day(now))
        services = Services(Config(), lambda: moment, database, store, Library.load([]), [])
        painting = Painting(services, lab=True)
        async with painting.run_test(size=SIZE) as pilot:
            for name in LABS:
                found += await _frames(pilot, painting, name)
    return found


async def _frames(pilot: Pilot[None], quiz: QuizApp, name: str) -> list[Row]:
    """The cost of each picture of a lab, with four runs in it."""
    labs = quiz.services.code_labs()
    setup = Setup(labs[name]) if name in labs else _any_formula()
    screen = BenchScreen(setup)
    await quiz.push_screen(screen)
    while not screen.trials or not screen.trials[-1].is_over:
        await pilot.pause(0.02)
    trials = [await _run(quiz.services.lab_client(), setup, seed) for seed in range(4)]
    screen._bench.kept, screen._bench.trial = trials[:3], trials[3]
    found = []
    for figure in screen._views():
        screen._view = figure.title
        times = [await _frame(screen, trials[3], gone) for gone in range(ROUNDS)]
        label = f"{name}: {type(figure).__name__} {figure.title[:12]}, ms"
        found.append((label, statistics.median(times), "<= 16"))
    await pilot.press("escape")
    return found


def _any_formula() -> Setup:
    """In two dimensions: curves, and a landscape with paths."""
    setup = Setup(OPTIMIZER_LAB)
    given = {"loss": "(1 - x0)**2 + 100*(x1 - x0**2)**2", "start": [-1.2, 1.0], "lr": 1e-3}
    return replace(setup, given={**given, "steps": 200})


async def _run(client: LabClient, setup: Setup, seed: int) -> Trial:
    job = replace(setup.job(), seed=seed)
    return finished(job, await client.run(job))


async def _frame(screen: BenchScreen, grows: Trial, gone: int) -> float:
    """Milliseconds of work from new points of a run to the bytes that show them."""
    points = {name: series[: len(series) - gone] for name, series in grows.points.items()}
    screen._bench.trial = replace(grows, points=points)
    drawn = asyncio.Event()
    start = time.thread_time()
    screen._show_run()
    screen.call_after_refresh(drawn.set)
    await drawn.wait()
    return (time.thread_time() - start) * 1000
