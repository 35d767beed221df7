"""The code that a deck brings, what changed in it, and whether it may run. Judges and runs none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from quizapp.errors import QuizError
from quizapp.lab import trust
from quizapp.lab.beside import Bundle
from quizapp.lab.isolation.ask import ask
from quizapp.lab.isolation.level import Level, in_short
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label
from quizapp.tui.screens.page import HALF_A_TERMINAL, Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

_STYLES = {"+": "$success", "-": "$error", "@": "dim"}
"""Of a line of a difference, by its first character."""


class AllowScreen(Page):
    """What is shown is what will be allowed, whatever becomes of the files meanwhile.

    Args:
        brought: the code.
        done: called once it was allowed.
    """

    where = "allow"
    BINDINGS = bindings("allow")
    VERTICAL_BREAKPOINTS = HALF_A_TERMINAL

    def __init__(self, brought: Bundle, done: Callable[[], None]) -> None:
        super().__init__()
        self._brought = brought
        self._done = done
        self._known = trust.allowed(brought.deck)
        self._changes = trust.changes(brought)
        self._level: Level | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.refresh_page()
        self.run_worker(self._find_level())

    def keys(self) -> Iterable[str]:
        return ("allow.yes", "allow.no", "allow.down", "app.help")

    def refresh_page(self) -> None:
        self.title_bar(self.say("Allowing code"))
        self.query_one(SheetView).show()

    async def _find_level(self) -> None:
        """What the machine keeps a lab from: known to a lab that has started, else tried out."""
        client = self.quiz.services.lab_client()
        self._level = client.level if client.ready else await asyncio.to_thread(ask)
        self.refresh_page()

    def action_allow(self) -> None:
        now = datetime.fromtimestamp(self.quiz.services.clock().at / 1000, UTC)
        try:
            trust.allow(self._brought, now.isoformat(" ", "minutes"))
        except QuizError as error:
            self.quiz.trouble(error)
            return
        self.app.pop_screen()
        self._done()

    def action_leave(self) -> None:
        self.app.pop_screen()

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=6 * step, animate=False)

    def _draw(self, sheet: Sheet) -> None:
        name, deck = self._brought.name, self._brought.deck
        words = "{name} ({deck}) brings code that runs on this machine:"
        sheet.add(label(self.say(words, name=name, deck=deck), "bold"))
        if self._known is not None and self._changes:
            sheet.gap()
            words = "Changed since it was allowed ({at}):"
            sheet.add(label(self.say(words, at=self._known.at), "bold"))
            for line in self._changes:
                _code(sheet, line[:1], line[1:], _STYLES.get(line[:1], ""))
        for file, source in self._brought.files.items():
            sheet.gap()
            sheet.add(label(f"── {file}", "bold"))
            for number, line in enumerate(source.splitlines(), 1):
                _code(sheet, f"{number:>4}  ", line)
        sheet.gap()
        level = "…" if self._level is None else in_short(self._level, self.say)
        sheet.hang(Content(self.say("A lab is kept from: ")), label(level))
        sheet.gap()
        sheet.add(label(self.say("Allow exactly this to run on this machine?"), "bold"))


def _code(sheet: Sheet, lead: str, line: str, style: str = "") -> None:
    """A line of code; where it is wrapped, under its own indentation."""
    text = label(line).plain
    rest = text.lstrip(" ")
    depth = min(len(text) - len(rest), sheet.width // 2)
    sheet.hang(Content.styled(lead + " " * depth, style), Content.styled(rest or " ", style))
