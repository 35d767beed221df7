"""The bench for real: labs are found, turned, run by a worker process and compared."""

from __future__ import annotations

from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.plot.chart import Series, chart, plain
from quizapp.tui.curves import lettered
from quizapp.tui.screens.bench import BenchScreen

from .conftest import Make, opened, press, text, until


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
        trial, job = screen.trials[-1:], screen._setup.job()
        return bool(trial) and trial[0].job == job and trial[0].outcome is not None

    await until(pilot, is_over, "the outcome")
    return text(pilot.app)


async def test_a_lab_is_found_turned_run_and_compared(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(120, 40)) as pilot:
        await on_bench(pilot, "none_or")
        shown = text(app)
        assert "✓ holds" in shown
        assert "moved" in shown
        assert "distance covered by the steps" in shown
        assert "seed 0 · cpu · torch 2." in shown
        await press(pilot, ["c", "right"])
        shown = await ran(pilot)
        assert "set_to_none*" in shown
        assert "A set_to_none=true" in shown
        assert "B set_to_none=false" in shown
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
        assert screen._setup.faults() == {}
        await press(pilot, ["e", *"cos(x)", "enter"])
        await ran(pilot)
        assert screen.trials[0].job.knobs["loss"] == "cos(x)"
        await press(pilot, ["e", *"+", "enter"])
        assert "✗ loss: a number, x or a" in text(app)
        await press(pilot, ["0"])
        await ran(pilot)


async def test_the_next_curve_can_be_looked_at(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(120, 40)) as pilot:
        await on_bench(pilot, "any formula")
        assert "loss   ━ optimizer" in text(app)
        assert "━ optimizer" in await press(pilot, ["v"])
        assert "loss   ━ optimizer" not in text(app)


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
        await until(pilot, lambda: "any formula" in text(app), "the catalogue")
        lines = (await press(pilot, ["enter"])).splitlines()
        places = [next(n for n, line in enumerate(lines) if w in line) for w in ("mutant", "Any")]
        assert places == sorted(places)
        assert "实验台" in lines[0]


def test_each_line_of_a_chart_has_its_letter() -> None:
    up = Series("up", ((0, 0), (10, 10)))
    down = Series("down", ((0, 10), (10, 0)))
    drawn = plain(lettered(chart([up, down], 40, 10), 2)).splitlines()
    letters = {c: n for n, line in enumerate(drawn) for c in line if c in "AB"}
    assert letters == {"A": 0, "B": 7}
    assert len(drawn[0]) == 40
