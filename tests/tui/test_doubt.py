"""A card whose proof broke is never shown as true: Home counts it, the card says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.lab.finding import Finding, content
from quizapp.lab.model import Verdict
from quizapp.review.model import Millis
from quizapp.store.db import Store
from quizapp.store.verdicts import Verdicts
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.lab import LabScreen

from .conftest import START, Make, find_card, opened, press, text, until
from .test_snapshots import SMALL, ready

Plant = Callable[..., None]

WRONG = """\
quizapp: 1
deck: wrong
title: A wrong key
labs:
  down: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2, steps: 1}
cards:
  - id: key
    type: truth
    q: After one step x is above 1.
    answer: true
    when: {lab: down, get: x.end, greater: 1}
"""


@pytest.fixture
def broke(tmp_path: Path) -> Plant:
    """Lets this machine have seen that a card held, and then that it did not."""

    def plant(app: QuizApp, name: str, verdict: Verdict = Verdict.FAILS, reason: str = "") -> None:
        library = app.services.library
        card = next(card for card in library.cards() if card.key.endswith(f"/{name}"))
        written = content(card, library.deck_of(card.key))

        def found(verdict: Verdict, torch: str, *told: str) -> Finding:
            return Finding(card.key, written, "cpu", verdict, *told, inputs={"torch": torch})

        with Store.open(tmp_path / "reviews.db") as store:
            verdicts = Verdicts(store)
            told = ("right: 0.8", "≈ 0.8 (±1%)", "0.6", reason)
            verdicts.record([found(Verdict.HOLDS, "2.12.0", "", "", "", "")], Millis(START - 9**9))
            verdicts.record([found(verdict, "2.13.0", *told)], Millis(START))

    return plant


async def test_the_lab_finds_a_wrong_key_and_the_app_doubts_it_from_then_on(
    make_app: Make, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, "utf-8")
    app = make_app("second", lab=True)
    app.services.files = [path]
    app.services.reload()
    async with opened(app, size=(100, 40)) as pilot:
        assert "broken proofs" not in text(app)
        assert "✓ Right" in await press(pilot, ["enter", "t", "enter"])
        await press(pilot, ["l"])
        await until(pilot, lambda: "✗ fails" in text(app), "the verdict")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        assert screen._run is not None
        await screen._run.wait()
        shown = await press(pilot, ["escape"])
        assert "proof broke on 2026-06-05: expected > 1, measured 0.8" in shown
        assert "? As the card says" in shown
        assert "The card says: true" in shown
        assert "✓" not in shown
        assert "✗ broken proofs: 1  wrong/key" in await press(pilot, ["escape"])
        path.write_text(WRONG.replace("answer: true", "answer: false"), "utf-8")
        assert "broken proofs" not in await press(pilot, ["r"]), "it is another card now"


async def test_before_the_answer_the_warning_betrays_nothing(make_app: Make, broke: Plant) -> None:
    app = make_app("all")
    broke(app, "one")
    async with opened(app, size=(100, 40)) as pilot:
        await press(pilot, ["enter"])
        asked = await find_card(pilot, "one")
        assert "✗ This card's proof broke on 2026-06-05: its answer may be wrong." in asked
        assert "measured" not in asked
        shown = await press(pilot, ["a", "a"])
        assert "What changed: torch 2.12.0 → 2.13.0. L runs its lab again." in shown


async def test_what_erred_says_why(make_app: Make, broke: Plant) -> None:
    app = make_app("all")
    broke(app, "one", Verdict.ERROR, "it ran longer than its limit of 10 s")
    async with opened(app, size=(100, 40)) as pilot:
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        assert "broke on 2026-06-05: it ran longer" in await press(pilot, ["a", "a"])


def test_home_with_a_broken_proof(
    make_app: Make, broke: Plant, snap_compare: Callable[..., bool]
) -> None:
    app = make_app("all", "second")
    broke(app, "one")
    assert snap_compare(app, terminal_size=SMALL, run_before=ready)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_broken_card_revealed(
    lang: str, make_app: Make, broke: Plant, snap_compare: Callable[..., bool]
) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await press(pilot, ["enter"])
        await find_card(pilot, "one")
        await press(pilot, ["a", "a"])

    app = make_app("all", config=Config(language=lang))
    broke(app, "one")
    assert snap_compare(app, terminal_size=SMALL, run_before=before)
