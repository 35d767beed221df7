"""Home says what is due, what is broken, and which one key to press."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from quizapp.config import Config
from quizapp.store.db import Store

from .conftest import DECKS, Make, opened, press, text, until


async def test_home_counts_what_is_due_and_names_the_key(make_app: Make) -> None:
    async with opened(make_app("all", "second")) as pilot:
        shown = text(pilot.app)
        assert "9 cards today" in shown
        assert "about 3 min" in shown
        assert "Enter  studies these decks" in shown
        assert "Another deck of list[int]" in shown


async def test_what_is_studied_is_named_as_what_the_app_was_opened_on(make_app: Make) -> None:
    async with opened(make_app("second")) as pilot:
        assert "Enter  studies Another deck" in text(pilot.app)
    app = make_app("all", "second")
    app.services.files = None  # opened on whatever there is
    async with opened(app) as pilot:
        assert "Enter  studies all decks" in text(pilot.app)
        assert "All decks" in text(pilot.app)


async def test_a_deck_can_be_chosen(make_app: Make) -> None:
    async with opened(make_app("all", "second")) as pilot:
        assert "studies Another deck" in await press(pilot, ["down", "down"])
        assert "What is left?" in await press(pilot, ["enter"])


async def test_a_click_chooses_and_a_second_one_studies(make_app: Make) -> None:
    async with opened(make_app("all", "second")) as pilot:
        row = next(
            y for y, line in enumerate(text(pilot.app).split("\n")) if "Another deck" in line
        )
        await pilot.click(offset=(10, row))
        await until(pilot, lambda: "studies Another deck" in text(pilot.app), "the choice")
        row = next(
            y
            for y, line in enumerate(text(pilot.app).split("\n"))
            if line.startswith("  ▌ Another deck")
        )
        await pilot.click(offset=(10, row))
        await until(pilot, lambda: "What is left?" in text(pilot.app), "the card")


async def test_counts_follow_the_reviews(make_app: Make) -> None:
    async with opened(make_app("second")) as pilot:
        assert "1 card today" in text(pilot.app)
        shown = await press(pilot, ["enter", "enter", "4", "escape"])
        assert "✓ Done for today." in shown
        assert "The next cards come 2026-06-15 04:00, in 10 days." in shown
        assert "There are no new cards left." in shown
        assert "limit" not in shown


async def test_a_limit_that_is_reached_is_named_with_its_setting(make_app: Make) -> None:
    async with opened(make_app("all", config=Config(new_per_day=1)), size=(160, 30)) as pilot:
        shown = await press(pilot, ["enter", "enter", "4"])
        for _ in range(2):
            assert "7 new cards wait: today's limit of 1 is reached." in shown
            assert "raise new_per_day in" in shown
            assert "start quizapp again." in " ".join(shown.split())
            shown = await press(pilot, ["escape"])
        assert "The next cards come" in shown


async def test_names_have_room_on_the_smallest_screen(make_app: Make) -> None:
    async with opened(make_app("all", "second"), size=(40, 12)) as pilot:
        shown = text(pilot.app)
        assert "Another deck of list" in shown
        assert "learning" not in shown


async def test_no_decks_says_what_to_do(make_app: Make, tmp_path: Path) -> None:
    app = make_app("all")
    app.services.files = [tmp_path]
    app.services.reload()
    async with opened(app) as pilot:
        shown = text(pilot.app)
        assert "No decks yet" in shown
        assert "quizapp deck new NAME" in shown
        assert "press R" in shown
        (tmp_path / "mine.yaml").write_text(
            "quizapp: 1\ndeck: mine\ntitle: Mine\ncards:\n"
            "  - {id: a, type: qa, q: Q?, answer: A., unproven: x}\n"
        )
        assert "Mine" in await press(pilot, ["r"])


async def test_a_place_that_vanished_is_told(make_app: Make) -> None:
    app = make_app("all")
    app.services.library = replace(app.services.library, missing=(Path("/stick/decks"),))
    async with opened(app) as pilot:
        assert "· not there now, its reviews are kept: /stick/decks" in text(pilot.app)


async def test_a_broken_deck_is_shown_with_its_place(make_app: Make) -> None:
    async with opened(make_app("all", "broken"), size=(160, 30)) as pilot:
        shown = text(pilot.app)
        assert "broken.yaml:6:" in shown
        assert "anwser" in shown
        assert "did you mean 'answer'?" in shown
        assert "quizapp deck check" not in shown, "all is said already"
        assert "Every type" in shown


async def test_of_many_problems_the_first_is_shown_and_where_the_others_are(
    make_app: Make, tmp_path: Path
) -> None:
    app = make_app("all")
    bad = tmp_path / "bad.yaml"
    bad.write_text("quizapp: 1\ndeck: bad\ntitle: B\ncards:\n  - {id: x}\n  - {id: y}\n")
    app.services.files = [bad]
    app.services.reload()
    async with opened(app, size=(160, 30)) as pilot:
        shown = text(pilot.app)
        assert "bad.yaml:5:" in shown
        assert "and 1 more" in shown
        assert "quizapp deck check explains" in shown


async def test_two_decks_of_one_name_are_both_named_with_what_to_do(
    make_app: Make, tmp_path: Path
) -> None:
    app = make_app("second")
    copy = tmp_path / "copy.yaml"
    shutil.copy(DECKS / "second.yaml", copy)
    assert app.services.files is not None
    app.services.files = [*app.services.files, copy]
    app.services.reload()
    async with opened(app, size=(160, 30)) as pilot:
        shown = " ".join(text(pilot.app).split())
        assert f"{copy}:2:1 two decks are called 'second'" in shown
        assert str(DECKS / "second.yaml") in shown
        assert "give one of them another name" in shown


async def test_a_database_that_cannot_be_written_ends_with_its_path(
    make_app: Make, tmp_path: Path
) -> None:
    """Reading worked for the first frame; opening for writing fails after it."""
    app = make_app("all")
    (tmp_path / "reviews.db").write_bytes(b"this is no database, but it is long enough" * 9)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.failure is not None, "the failure")
    assert app.failure is not None
    assert str(tmp_path / "reviews.db") in app.failure.message
    assert app.return_code == 1


async def test_the_language_of_the_settings_is_spoken(make_app: Make) -> None:
    async with opened(make_app("all", config=Config(language="zh"))) as pilot:
        assert "每种题型" in text(pilot.app)
        assert "学习" in text(pilot.app)


async def test_another_program_reads_while_the_app_is_open(make_app: Make, tmp_path: Path) -> None:
    async with opened(make_app("second")) as pilot:
        await press(pilot, ["enter", "enter", "3"])
        with Store.open(tmp_path / "reviews.db", readonly=True) as other:
            assert [event.card for event in other.events()] == ["second/only"]
