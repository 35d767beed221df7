"""Every type of card is answered with keys, marked, graded, and on disk before the next one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from quizapp.config import Config
from quizapp.deck.model import CardType
from quizapp.review.session import Response, Stage
from quizapp.tui.screens.study import StudyScreen

from .conftest import HeldClock, Make, find_card, opened, press, text, until


def study_of(pilot: Pilot[None]) -> StudyScreen:
    screen = pilot.app.screen
    assert isinstance(screen, StudyScreen)
    return screen


def right_keys(pilot: Pilot[None]) -> list[str]:
    """The keys that answer the card on screen rightly."""
    prompt = study_of(pilot).session.prompt
    assert prompt is not None
    letters = "abcdefgh"
    right = [letters[i] for i, option in enumerate(prompt.options) if option.right]
    match prompt.card.type:
        case CardType.CHOICE | CardType.CHOICES:
            return [*right, "enter"]
        case CardType.TRUTH:
            return ["t", "enter"]
        case CardType.ORDER:
            places = [prompt.items.index(i) for i in range(len(prompt.items))]
            return [*(letters[place] for place in places), "enter"]
        case CardType.CLOZE:
            return [*"0.9", "enter", *"0.999", "enter"]
        case CardType.TYPED:
            return [*"step", "enter"]
        case _:
            return ["enter"]


def burst(pilot: Pilot[None], keys: list[str]) -> None:
    """Keys faster than the app takes them, as from a terminal that pastes or lags."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


def reviews(folder: Path) -> list[tuple[str, int]]:
    """What another program reads from the database while the app is open."""
    with sqlite3.connect(folder / "reviews.db") as db:
        return db.execute(
            "SELECT card, rating FROM events WHERE kind = 'review' ORDER BY seq"
        ).fetchall()


@pytest.mark.parametrize("name", ["gaps", "one", "several", "statement", "sequence", "word"])
async def test_a_right_answer_is_marked_and_saved(
    name: str, make_app: Make, tmp_path: Path
) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, name)
        shown = await press(pilot, right_keys(pilot))
        assert "✓ Right" in shown
        assert all(
            f"{n} {word}" in shown
            for n, word in enumerate(("again", "hard", "good", "easy"), start=1)
        )
        assert "good ⏎" in shown
        await press(pilot, ["enter"])
        assert reviews(tmp_path) == [(f"all/{name}", 3)]
        assert f"/{name}" not in text(pilot.app)


async def test_a_wrong_option_is_marked_by_symbol_and_every_reason_is_given(
    make_app: Make,
) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        prompt = study_of(pilot).session.prompt
        assert prompt is not None
        wrong = next("abc"[i] for i, option in enumerate(prompt.options) if not option.right)
        shown = await press(pilot, [wrong, "enter"])
        assert "✗ Wrong" in shown
        assert "again ⏎" in shown
        assert "← your answer" in shown
        for reason in ("a tenth of it is taken off", "That is uphill", "takes x for the slope"):
            assert reason in shown


async def test_the_letter_picked_again_reveals(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        await press(pilot, ["b"])
        assert study_of(pilot).session.stage is Stage.ASK
        await press(pilot, ["c"])
        assert study_of(pilot).session.stage is Stage.ASK
        await press(pilot, ["c"])
        assert study_of(pilot).session.stage is Stage.REVEALED


async def test_no_answer_is_asked_for_twice_and_then_counts_as_not_known(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        for name in ("one", "sequence", "word"):
            await find_card(pilot, name)
            shown = await press(pilot, ["enter"])
            assert "No answer yet" in shown
            assert study_of(pilot).session.stage is Stage.ASK
            assert "✗ Not known" in await press(pilot, ["enter"])
            await press(pilot, ["1"])


async def test_an_order_is_taken_back_letter_by_letter(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "sequence")
        assert "B → A → _ → _" in await press(pilot, ["b", "a"])
        assert "B → _ → _ → _" in await press(pilot, ["backspace"])


async def test_backspace_in_an_empty_field_goes_back_to_the_gap_before(
    make_app: Make, tmp_path: Path
) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        assert "⌫" not in await find_card(pilot, "gaps")
        shown = await press(pilot, [*"0.8", "enter"])
        assert "⌫ take back" in shown
        assert "gap 2 of 2" in shown
        await press(pilot, ["x", "backspace"])  # what is written goes first
        assert "gap 2 of 2" in text(pilot.app)
        shown = await press(pilot, ["backspace"])
        assert "⌫" not in shown
        assert pilot.app.screen.query_one(Input).value == "0.8"
        assert "✓ Right" in await press(pilot, ["backspace", *"9", "enter", *"0.999", "enter"])
        await press(pilot, ["enter"])
        assert reviews(tmp_path) == [("all/gaps", 3)]


async def test_keys_typed_ahead_land_in_their_gap(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "gaps")
        burst(pilot, ["9", "enter", "backspace", "backspace", *"0.9", "enter", *"0.999", "enter"])
        await until(pilot, lambda: "✓ Right" in text(pilot.app), "the verdict")
        session = study_of(pilot).session
        assert session.response == Response(text="0.9 ; 0.999")


async def test_a_grade_typed_ahead_grades(make_app: Make, tmp_path: Path) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "word")
        burst(pilot, [*"step", "enter", "4"])
        await until(pilot, lambda: "/word" not in text(pilot.app), "the next card")
        assert reviews(tmp_path) == [("all/word", 4)]


async def test_a_wrong_answer_is_not_right_at_once_whatever_its_grade(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "statement")
        await press(pilot, ["f", "enter", "4", *["f4"] * 4])
        assert "1 reviewed, 0 right at once" in text(pilot.app)


async def test_a_partial_order_agrees_with_its_marks_and_is_asked_for_whole(
    make_app: Make,
) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        assert "⌫" not in await find_card(pilot, "sequence")
        first, second, *rest = right_keys(pilot)[:-1]
        assert "⌫ take back" in await press(pilot, [second])
        assert "Order all 4 items, or Enter again" in await press(pilot, ["enter"])
        assert study_of(pilot).session.stage is Stage.ASK
        shown = await press(pilot, [first, *rest, "enter"])
        assert "Partly right: 50%" in shown
        assert (shown.count("✓"), shown.count("✗")) == (2, 2)
        assert "← you: 2nd" in shown
        assert "← 你：第 1" in await press(pilot, ["ctrl+l"])


async def test_the_key_bar_names_the_keys_of_the_card(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        assert "undo" not in text(pilot.app)
        assert "A–H pick" in await find_card(pilot, "one")
        await press(pilot, right_keys(pilot))
        assert "undo" in await press(pilot, ["enter"])
        assert "T/F pick" in await find_card(pilot, "statement")


async def test_a_message_is_seen_on_the_smallest_screen(make_app: Make) -> None:
    async with opened(make_app("all"), size=(40, 12)) as pilot:
        await press(pilot, ["enter"])
        for name in ("several", "sequence"):
            await find_card(pilot, name)
            await press(pilot, ["enter"])
            await until(pilot, lambda: "No answer yet" in text(pilot.app), "the message")


async def test_the_verdict_is_seen_on_the_smallest_screen(make_app: Make) -> None:
    async with opened(make_app("all"), size=(40, 12)) as pilot:
        await press(pilot, ["enter"])
        assert "one is right" in await find_card(pilot, "one")
        await press(pilot, right_keys(pilot))
        await until(pilot, lambda: "✓ Right" in text(pilot.app), "the verdict")


async def test_a_message_is_gone_after_the_lab(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        assert "Nothing to undo" in await press(pilot, ["enter", "enter", "u"])
        await press(pilot, ["l"])
        await until(pilot, lambda: "nothing proven" in text(pilot.app), "the lab's word")
        shown = await press(pilot, ["escape"])
        assert "all/recall" in shown
        assert "Nothing to undo" not in shown


async def test_a_number_that_is_none_is_asked_again(make_app: Make) -> None:
    async with opened(make_app("all", lab=False)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "measured")
        await press(pilot, [*"far", "enter"])
        await until(pilot, lambda: "not a number" in text(pilot.app), "the complaint")
        assert study_of(pilot).session.stage is Stage.ASK


async def test_undo_brings_the_card_back(make_app: Make, tmp_path: Path) -> None:
    async with opened(make_app("all")) as pilot:
        first = await press(pilot, ["enter"])
        assert "all/recall" in first
        assert "all/recall" not in await press(pilot, ["enter", "4"])
        shown = await press(pilot, ["f4", "f4", "ctrl+z"])
        assert "all/recall" in shown
        assert "taken back" in shown
        assert reviews(tmp_path) == [("all/recall", 4)], "the log only grows"


async def test_reopening_continues_where_it_stopped(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter", "enter", "4"])
        before = text(pilot.app)
    async with opened(make_app("all")) as pilot:
        after = await press(pilot, ["enter"])
        assert "all/recall" not in after
        assert before.splitlines()[4:12] == after.splitlines()[4:12]


async def test_hint_and_its_absence(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        assert "Who reads the brackets?" in await press(pilot, ["i"])
        await find_card(pilot, "one")
        assert "no hint" in await press(pilot, ["i"])


async def test_deck_text_is_never_markup(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        asked = await press(pilot, ["enter"])
        assert "list[int]" in asked
        assert "[bold]text[/bold]" in asked
        assert "[red]see[/red]" in await press(pilot, ["enter"])


async def test_a_full_disk_leaves_the_card_unanswered(make_app: Make, tmp_path: Path) -> None:
    app = make_app("all")
    async with opened(app) as pilot:
        await press(pilot, ["enter", "enter"])
        database = app.services.store._db
        # As a full disk does: the file cannot grow, and the next review makes it grow.
        database.execute("CREATE TABLE ballast (bytes)")
        database.execute(
            "CREATE TRIGGER fill AFTER INSERT ON events"
            " BEGIN INSERT INTO ballast VALUES (zeroblob(65536)); END"
        )
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages}")
        shown = await press(pilot, ["3"])
        assert "no space left" in shown
        assert "Free some disk space" in shown.replace("\n", " ")
        database.execute("PRAGMA max_page_count = 1000000")
        shown = await press(pilot, ["enter"])
        assert "all/recall" in shown
        await press(pilot, ["3"])
        assert reviews(tmp_path) == [("all/recall", 3)]


async def test_too_small_says_so_and_keeps_everything(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "sequence")
        before = await press(pilot, ["b", "a"])
        await pilot.resize_terminal(39, 24)
        await until(pilot, lambda: "40×12" in text(pilot.app), "the notice")
        await pilot.resize_terminal(80, 11)
        await until(pilot, lambda: "40×12" in text(pilot.app), "the notice")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: text(pilot.app) == before, "the same screen again")


async def test_language_changes_at_once(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter"])
        assert "原样显示" in await press(pilot, ["ctrl+l"])
        assert "stay as it is" in await press(pilot, ["ctrl+l"])


async def test_waiting_ends_when_a_learning_card_comes_due(
    make_app: Make, clock: HeldClock
) -> None:
    config = Config(learning_steps=(3600,))
    async with opened(make_app("second", config=config)) as pilot:
        shown = await press(pilot, ["enter", "enter", "1"])
        assert "A short break" in shown
        assert "40:00" in shown
        clock.forward(minutes=41)
        await until(pilot, lambda: "What is left?" in text(pilot.app), "the card again")


async def test_the_end_says_what_was_done(make_app: Make) -> None:
    async with opened(make_app("second")) as pilot:
        shown = await press(pilot, ["enter", "enter", "4"])
        assert "✓ Done for today." in shown
        assert "1 reviewed" in shown
        assert "Done for today" in await press(pilot, ["enter"])


async def test_studying_can_be_what_the_app_begins_with(make_app: Make) -> None:
    async with opened(make_app("all", studying=True)) as pilot:
        await until(pilot, lambda: "all/recall" in text(pilot.app), "the first card")
