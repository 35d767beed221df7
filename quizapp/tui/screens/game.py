"""What the screens of games share: runs in the background, a sheet, keys. Knows no rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from quizapp.lab.model import Job, Outcome
from quizapp.tui.keys import bindings
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

_FRAME = 1 / 10
"""Seconds between two drawings while something moves."""


class GameScreen(Page):
    """One game. Subclasses draw it, and say what a key does to its state."""

    where = "game"
    BINDINGS = bindings("game")
    VERTICAL_BREAKPOINTS = [*Page.VERTICAL_BREAKPOINTS, (18, "-tall")]  # noqa: RUF012
    title_text: ClassVar[str] = ""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        self._waits = 0
        self._moment: object = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self.draw, id="paper")

    def on_mount(self) -> None:
        self.set_interval(_FRAME, self.frame)
        self.begin()
        self.refresh_page()

    def refresh_page(self) -> None:
        right = Content.styled(f"{self.say('seed')} {self._seed}", "dim")
        self.title_bar(self.say(self.title_text), right)
        self.query_one(SheetView).show()
        if self.moment != self._moment:
            self._moment = self.moment
            self.call_after_refresh(self._show_core)

    @property
    def moment(self) -> object:
        """What the game is at; when it is another, what matters then is scrolled to."""
        return None

    def room(self, sheet: Sheet) -> int:
        """Lines that are left on the screen below what the sheet has."""
        around = 2 + self.query_one(SheetView).styles.padding.height
        return self.size.height - around - len(sheet.lines)

    def _show_core(self) -> None:
        """Where not all can be seen, begin with the core."""
        view = self.query_one(SheetView)
        core = view.sheet(view.content_size.width).core
        desk = self.query_one("#desk", VerticalScroll)
        desk.scroll_to(y=core if desk.max_scroll_y > 0 else 0, animate=False)

    @property
    def waits(self) -> bool:
        """Whether runs are under way."""
        return self._waits > 0

    def have_run(self, jobs: Sequence[Job], then: Callable[[list[Outcome]], None]) -> None:
        """Have runs made side by side; ``then`` gets what came of them."""
        self._waits += 1
        self.run_worker(self._together(jobs, then), group="game", exit_on_error=True)

    async def _together(self, jobs: Sequence[Job], then: Callable[[list[Outcome]], None]) -> None:
        client = self.quiz.services.lab_client()
        try:
            outcomes = list(await asyncio.gather(*map(client.run, jobs)))
        finally:
            self._waits -= 1
        then(outcomes)
        self.refresh_page()

    # What a game has of its own.

    def begin(self) -> None:
        """Ask for the first runs."""

    def frame(self) -> None:
        """Draw again, if something moves."""

    def draw(self, sheet: Sheet) -> None:
        """Put the state on the sheet."""

    # Keys; a game leaves out those that mean nothing to it.

    def action_go(self) -> None: ...

    def action_pick(self, letter: str) -> None: ...

    def action_choose(self, step: int) -> None: ...

    def action_turn(self, step: int) -> None: ...

    def action_lab(self) -> None: ...

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def action_leave(self) -> None:
        self.app.pop_screen()
