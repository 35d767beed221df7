"""Runs of one lab that were made before: choose one to put on the bench again. Runs none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region

from quizapp.lab.judge import show_text
from quizapp.lab.setup import Setup
from quizapp.store.runs import PastRun
from quizapp.text.clean import clean_line
from quizapp.text.width import fit
from quizapp.tui import results
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView


class HistoryScreen(Page):
    """The newest run first; ``put`` takes the one that is chosen."""

    where = "history"
    BINDINGS = bindings("history")

    def __init__(self, runs: Sequence[tuple[PastRun, Setup]], put: Callable[[int], None]) -> None:
        super().__init__()
        self._runs = runs
        self._put = put
        self._chosen = 0
        self._row = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        yield from ("history.open", "history.down") if self._runs else ()
        yield from ("history.leave", "app.help")

    def refresh_page(self) -> None:
        self.title_bar(self.say("Past runs"))
        self.query_one(SheetView).show()

    def action_move(self, step: int) -> None:
        if self._runs:
            self._chosen = min(len(self._runs) - 1, max(0, self._chosen + step))
            view = self.query_one(SheetView)
            view.show()
            view.sheet(view.content_size.width)
            region = Region(0, max(0, self._row - 1), 1, 4)
            self.query_one("#desk", VerticalScroll).scroll_to_region(region, animate=False)

    def action_choose(self, number: int) -> None:
        """A click on a run: choose it, or open it if it is chosen."""
        if number == self._chosen:
            self.action_open()
        else:
            self.action_move(number - self._chosen)

    def action_open(self) -> None:
        if self._runs:
            self.app.pop_screen()
            self._put(self._chosen)

    def action_leave(self) -> None:
        self.app.pop_screen()

    def _draw(self, sheet: Sheet) -> None:
        if not self._runs:
            sheet.add(self.say("No past runs yet: a run begun with Enter is kept."))
        for number, (past, setup) in enumerate(self._runs):
            self._draw_run(sheet, past, setup, number)

    def _draw_run(self, sheet: Sheet, past: PastRun, setup: Setup, number: int) -> None:
        """Two lines a run: when and how it ended; what was set."""
        chosen, hit = number == self._chosen, f"choose({number})"
        if chosen:
            self._row = len(sheet.lines)
        symbol, colour = results.badge(past.outcome)
        when = f"{datetime.fromtimestamp(past.at / 1000):%Y-%m-%d %H:%M:%S}"
        verdict = f"{symbol} {self.say(past.outcome.word)}"
        head = Content.assemble(
            ("▌ " if chosen else "  ", "$primary"), (when, "bold" if chosen else ""), "  "
        )
        band = "on $panel" if chosen else ""
        origin = label(f"  {clean_line(past.card)}", "dim")
        told = Content.assemble((verdict, colour), origin)
        sheet.hang(head, told, hit=hit, band=band)
        given = ", ".join(
            f"{name.lstrip('-')}={show_text(value)}"  # type: ignore[arg-type]
            for name, value in setup.given.items()
        )
        words = clean_line(given) or self.say("everything at its default")
        sheet.hang(Content("    "), label(fit(words, sheet.width - 4), "dim"), hit=hit, band=band)
