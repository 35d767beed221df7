"""The real app on real decks and a real database, with a clock that the test holds."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.review.days import study_day
from quizapp.review.model import Millis, Moment
from quizapp.store.db import Store
from quizapp.tui.app import QuizApp
from quizapp.tui.services import Services

DECKS = Path(__file__).parent.parent / "fixtures" / "tui"
START = 1_780_660_800_000  # Friday 5 June 2026, 12:00 UTC


class HeldClock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> Moment:
        return Moment(Millis(self.at), study_day(Millis(self.at)))

    def forward(self, *, minutes: float) -> None:
        self.at += round(minutes * 60_000)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


Make = Callable[..., QuizApp]


@pytest.fixture
def make_app(tmp_path: Path, clock: HeldClock) -> Make:
    def make(
        *decks: str, lab: bool = False, studying: bool = False, config: Config | None = None
    ) -> QuizApp:
        files = [DECKS / f"{name}.yaml" for name in decks]
        database = tmp_path / "reviews.db"
        services = Services(
            config or Config(),
            clock,
            database,
            Store.open(database, readonly=True),
            Library.load(files),
            files,
        )
        return QuizApp(services, studying=studying, lab=lab)

    return make


@asynccontextmanager
async def opened(app: QuizApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: not app.services.store.readonly, "the database open")
        yield pilot


async def until(
    pilot: Pilot[None], condition: Callable[[], bool], what: str, seconds: float = 20
) -> None:
    """Let the app run until ``condition()``; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}\n{text(pilot.app)}"
        await pilot.pause(0.01)
    await pilot.pause()


async def press(pilot: Pilot[None], keys: Sequence[str]) -> str:
    """Press keys one after the other; the screen then."""
    for key in keys:
        await pilot.press(key)
    await pilot.pause()
    return text(pilot.app)


def text(app: object) -> str:
    """What a person reads on the screen."""
    strips = app.screen._compositor.render_strips()  # type: ignore[attr-defined]
    return "\n".join(strip.text.rstrip() for strip in strips)


async def find_card(pilot: Pilot[None], name: str) -> str:
    """Put cards aside until the one named is on screen."""
    for _ in range(20):
        if f"/{name}" in text(pilot.app):
            return text(pilot.app)
        await press(pilot, ["f4"])
    raise AssertionError(f"no card {name}\n{text(pilot.app)}")
