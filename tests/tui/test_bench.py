"""The bench for real: labs are found, turned, run by a worker process and compared."""

from __future__ import annotations

import json
from pathlib import Path

from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.lab.figures import Landscape
from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.lab.setup import OPTIMIZER_LAB, Setup
from quizapp.plot.chart import Series, chart, plain
from quizapp.plot.letters import lettered
from quizapp.review.model import Millis
from quizapp.store import runs
from quizapp.tui.results import views
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.trial import Trial, finished
from quizapp.tui.workbench import Workbench

from .conftest import Make, find_card, opened, press, text, until


async def on_bench(pilot: Pilot[None], words: str) -> BenchScreen:
    """Search for a lab, open it, and wait for its first run."""
    await press(pilot, ["b"])
    await until(pilot, lambda: "any formula" in text(pilot.app), "the catalogue")
    await press(pilot, [*words, "enter"])
    screen = pilot.app.screen
    assert isinstance(screen, BenchScreen)
    await ran(pilot)
    return screen


async def ran(pilot: Pilot[None]) -> str:
    """Wait for the present run, begun by a turn or a key."""

    def is_over() -> bool:
        screen = pilot.app.screen
        assert isinstance(screen, BenchScreen)
        if not screen.trials:
            return False
        trial = screen.trials[-1]
        over = trial.job == screen.setup.job() and trial.outcome is not None
        return over and not trial.changed

    await until(pilot, is_over, "the outcome, drawn")
    return text(pilot.app)


async def test_a_lab_is_found_turned_run_compared_and_written(
    make_app: Make, tmp_path: Path
) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(120, 40)) as pilot:
        await on_bench(pilot, "none_or")
        shown = text(app)
        assert "✓ holds" in shown
        assert "moved" in shown
        assert "distance covered by the steps" in shown
        assert "seed 0 · cpu · torch 2." in shown
        assert "Kept as A. Turn a knob" in await press(pilot, ["c"])
        await press(pilot, ["right"])
        shown = await ran(pilot)
        assert "set_to_none*" in shown
        assert "A set_to_none=true" in shown
        assert "B set_to_none=false" in shown
        shown = " ".join((await press(pilot, ["w"])).split())
        assert "quizapp lab run none_or_zero" in shown
        (document,) = (tmp_path / "runs").glob("none_or_zero-*.json")
        assert list((tmp_path / "runs").glob("*.svg"))
        assert json.loads(document.read_text("utf-8"))["knobs"]["set_to_none"] is False
        await press(pilot, ["x"])
        assert "A set_to_none" not in text(app)
        await press(pilot, ["d"])
        shown = await ran(pilot)
        assert "set_to_none*" not in shown
        assert "1 lab\n" in await press(pilot, ["escape"])
        assert "any formula" in await press(pilot, ["escape"])
        assert "cards today" in await press(pilot, ["escape"])


async def test_what_is_typed_is_checked_as_it_is_typed(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        screen = await on_bench(pilot, "any formula")
        await press(pilot, ["down", "down", "e", *"x*"])
        assert "✗ x*" in text(app)
        await press(pilot, ["escape"])
        assert screen.setup.faults() == {}
        await press(pilot, ["e", *"cos(x)", "enter"])
        await ran(pilot)
        assert screen.trials[0].job.knobs["loss"] == "cos(x)"
        await press(pilot, ["e", *"+", "enter"])
        assert "✗ loss: a number, x or a" in text(app)
        await press(pilot, ["0"])
        await ran(pilot)


async def test_a_run_is_taken_step_by_step_and_let_go(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app) as pilot:
        screen = await on_bench(pilot, "any formula")
        for steps in (1, 2):
            await press(pilot, ["n"])
            trial = screen.trials[0]
            await until(pilot, lambda: screen.trials[0].pace.held, "the run held")
            assert len(trial.points["loss"]) == steps
        await until(pilot, lambda: "‖ held" in text(app), "the notice")
        assert "Esc stop   Space go on" in text(app)
        await press(pilot, ["space"])
        await ran(pilot)
        assert len(screen.trials[0].points["loss"]) == 31
        # It was begun with a key, so it can be opened again, other than what turning makes.
        await press(pilot, [*["down"] * 5, "right"])
        await ran(pilot)
        assert screen.trials[0].job.knobs["lr"] == 0.2
        shown = await press(pilot, ["o"])
        assert "2026-06-05 12:00:00  ✓ holds" in shown
        assert "everything at its default" in shown
        assert "lr=0.2" not in shown
        await press(pilot, ["enter"])
        assert len(screen.trials[0].points["loss"]) == 31
        assert screen.setup.job().knobs["lr"] == 0.1
        assert "‹ SGD ›" in text(app)


async def test_curves_and_paths_of_two_runs_share_a_picture(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(120, 40)) as pilot:
        screen = await on_bench(pilot, "any formula")
        assert "loss   ━ the loss before each step" in text(app)
        assert "loss   ━ the loss before each step" not in await press(pilot, ["v"])
        await press(pilot, ["down", "down", "left"])  # back from the first: the saddle
        await ran(pilot)
        assert screen.trials[0].job.knobs["loss"] == "x0**2 - x1**2"
        assert "○ start  A SGD" in text(app)
        await press(pilot, ["c", "up", "up", "right"])
        await ran(pilot)
        assert "A opt=SGD  B opt=Adam" in text(app)


async def test_the_lab_of_a_card_is_put_on_the_bench_with_its_knobs(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(100, 45)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        await press(pilot, ["a", "enter", "l"])
        await until(pilot, lambda: "✓ holds" in text(app), "the verdict")
        await press(pilot, ["b"])
        screen = app.screen
        assert isinstance(screen, BenchScreen)
        await ran(pilot)
        assert screen.trials[0].job.knobs["opt"] == "SGD"
        assert "Lab  all/one" in await press(pilot, ["escape"])


async def test_a_past_run_is_told_under_its_cards_present_key(make_app: Make) -> None:
    app = make_app("renamed")
    async with opened(app) as pilot:
        job = Job("optimizer", "optimizer", {"opt": "SGD", "lr": 0.5})
        runs.keep(app.services.store, job, Outcome(Verdict.HOLDS), Millis(0), "renamed/old")
        app.open_job(job, "renamed/new")
        await pilot.pause()
        shown = await press(pilot, ["o"])
        assert "renamed/new" in shown
        assert "renamed/old" not in shown


async def test_a_run_is_stopped_and_the_bench_left(make_app: Make) -> None:
    app = make_app("all")
    async with opened(app) as pilot:
        await press(pilot, ["f5"])
        await until(pilot, lambda: "any formula" in text(app), "the catalogue")
        # The worker is not there yet: importing torch takes longer than these keys.
        assert "Esc stop" in await press(pilot, ["enter"])
        assert "stopped" in await press(pilot, ["escape"])
        assert "any formula" in await press(pilot, ["escape"])


async def test_a_narrow_terminal_has_the_knobs_above_the_run(make_app: Make) -> None:
    app = make_app("all", config=Config(language="zh"))
    async with opened(app, size=(42, 20)) as pilot:
        await press(pilot, ["b"])
        await until(pilot, lambda: "任意公式" in text(app), "the catalogue")
        lines = (await press(pilot, ["enter"])).splitlines()
        places = [next(n for n, line in enumerate(lines) if w in line) for w in ("mutant", "Any")]
        assert places == sorted(places)
        assert "实验台" in lines[0]


def test_the_run_of_a_slow_lab_is_of_other_knobs_once_one_is_turned() -> None:
    first = Setup(OPTIMIZER_LAB)
    bench = Workbench(first)
    assert not bench.is_stale
    bench.trial = finished(first.job(), Outcome(Verdict.HOLDS, seconds=2.0))
    assert not bench.is_stale
    bench.setup = first.put("lr", 0.2)
    assert bench.is_stale
    bench.trial = finished(first.job(), Outcome(Verdict.HOLDS, seconds=0.1))
    assert not bench.is_stale  # a quick one is run again at once, but not what is wrong
    bench.setup = first.put("lr", "fast")
    assert bench.is_stale


def test_each_line_of_a_chart_has_its_letter() -> None:
    up = Series("up", ((0, 0), (10, 10)))
    down = Series("down", ((0, 10), (10, 0)))
    drawn = plain(lettered(chart([up, down], 40, 10), 2)).splitlines()
    letters = {c: n for n, line in enumerate(drawn) for c in line if c in "AB"}
    assert letters == {"A": 0, "B": 7}
    assert len(drawn[0]) == 40


def test_runs_over_one_landscape_are_drawn_together_and_others_left_out() -> None:
    path = [(0.0, 1.0), (1.0, 0.5)]
    walked = {"x0": path, "x1": path, "loss": path}

    def ran(loss: str, lr: float) -> Trial:
        knobs = {"opt": "SGD", "loss": loss, "start": [1.0, 1.0], "lr": lr}
        return finished(Job("optimizer", "x", knobs), Outcome(Verdict.HOLDS, series=walked))

    trials = [ran("x0*x1", 0.1), ran("x0**2 + x1**2", 0.1), ran("x0**2 + x1**2", 0.2)]
    figure, *curves = views(trials, {}, str)
    assert isinstance(figure, Landscape)
    assert figure.title == "x0**2 + x1**2"
    assert [path.name[-6:] for path in figure.paths] == ["lr=0.1", "lr=0.2"]
    assert [curve.title for curve in curves] == ["loss", "x0", "x1"]
