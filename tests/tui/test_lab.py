"""The lab for real: a worker process proves a card, measures an answer, and can be stopped."""

from __future__ import annotations

import pytest
from textual.content import Content

from quizapp.review.session import Stage
from quizapp.tui.curves import add_whole
from quizapp.tui.screens.lab import LabScreen
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.sheet import Sheet

from .conftest import Make, find_card, opened, press, text, until


async def test_a_choice_is_proven_from_the_card(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(100, 45)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        assert "your answer is the prediction" in await press(pilot, ["l"])
        await press(pilot, ["a", "enter", "l"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the verdict")
        shown = text(pilot.app)
        assert ("✓ as you predicted" in shown) is ("A  right: 0.8" in shown)
        assert ("✗ not as you predicted" in shown) is ("B  right: 0.8" in shown)
        for fact in (
            "You predicted: A",
            "The lab says: ",
            "x.end: the parameter after the last step",
            "right: 0.8  holds",
            "wrong: 1.2  fails, as it must",
            "expected",
            "measured  0.8",
            "seed      0",
            "device    cpu",
            "torch 2.",
            "agrees with torch",
        ):
            assert fact in shown
        await press(pilot, ["r"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the verdict again")
        assert "all/one" in await press(pilot, ["escape"])


async def test_a_curve_is_drawn_and_a_number_is_measured(make_app: Make) -> None:
    app = make_app("all", lab=True)
    async with opened(app, size=(100, 45)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "statement")
        await press(pilot, ["t", "enter", "l"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the verdict")
        assert any("\u2800" < char <= "\u28ff" for char in text(pilot.app)), "a curve"
        await press(pilot, ["escape", "enter"])
        await find_card(pilot, "measured")
        await press(pilot, [*"0.2", "enter"])
        await until(pilot, lambda: "✓ Right" in text(pilot.app), "the mark")
        assert "measured by the lab" in text(pilot.app)


async def test_a_card_without_checks_says_why(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter", "enter", "l"])
        await until(pilot, lambda: "nothing proven" in text(pilot.app), "the verdict")
        assert "it is about this program" in text(pilot.app)


@pytest.mark.cold  # the worker is not there yet: importing torch takes longer than these keys
async def test_waiting_for_a_measurement_can_be_stopped(make_app: Make) -> None:
    app = make_app("all")
    async with opened(app) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "measured")
        await press(pilot, [*"0.2", "enter"])
        assert "Measuring the answer" in text(pilot.app)
        await press(pilot, ["escape"])
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        await until(pilot, lambda: screen.session.stage is Stage.REVEALED, "the answer")
        assert "grade yourself" in text(pilot.app)
        assert "stopped" in text(pilot.app)


async def test_a_run_can_be_stopped_and_the_app_left_in_the_middle(make_app: Make) -> None:
    app = make_app("all")
    async with opened(app) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        assert "Esc stop" in await press(pilot, ["a", "enter", "l"])
        assert "Esc back   Enter run" in await press(pilot, ["escape"])
        assert isinstance(app.screen, LabScreen)
        assert "stopped" in text(app)
        await press(pilot, ["r"])
        assert app.screen.is_working
        await press(pilot, ["ctrl+q"])
    assert app.services.lab is not None
    assert not app.services.lab.ready


def test_a_legend_breaks_between_its_entries_only() -> None:
    sheet = Sheet(20)
    add_whole(sheet, [Content(f"━ {name}") for name in ("lr=0.01", "lr = 0.02", "x" * 30)])
    assert [line.plain for line in sheet.lines] == [
        "━ lr=0.01",
        "━ lr = 0.02",
        "━ " + "x" * 17 + "…",
    ]
