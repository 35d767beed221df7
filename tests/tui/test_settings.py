"""What the settings ask of the app, and what it says of settings that mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.config import Config
from quizapp.tui.theme import NAMES

from .conftest import Make, opened, press, text


async def test_odd_settings_are_told_on_home_until_one_goes_on(
    make_app: Make, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('retension = 0.9\ntheme = "nrod"\n')
    app = make_app("second", config=Config.load(path))
    async with opened(app, size=(100, 40)) as pilot:
        shown = " ".join(text(pilot.app).split())
        # The path before it may break the line anywhere.
        told = "config.toml:1: unknown setting 'retension'; did you mean 'retention'?"
        assert told.replace(" ", "") in shown.replace(" ", "")
        assert "unknown theme 'nrod'; did you mean 'nord'?" in shown
        assert "solarized-light" in shown
        assert "1 card today" in shown
        assert "unknown" not in await press(pilot, ["enter", "escape"])


async def test_odd_settings_wait_on_home_while_one_begins_with_studying(make_app: Make) -> None:
    app = make_app("all", config=Config(theme="no such theme"), studying=True)
    async with opened(app) as pilot:
        shown = await press(pilot, ["escape"])
        assert "unknown theme 'no such theme'. There are:" in " ".join(shown.split())


@pytest.mark.parametrize("theme", ["", "nord", "quizapp-light"])
async def test_a_theme_that_is_there_is_taken_without_a_word(make_app: Make, theme: str) -> None:
    app = make_app("all", config=Config(theme=theme))
    async with opened(app) as pilot:
        assert app.theme == (theme or "quizapp-dark")
        assert "unknown" not in text(pilot.app)


def test_all_the_themes_that_are_named_are_there(make_app: Make) -> None:
    assert set(NAMES) == set(make_app("all").available_themes)
