"""The catalogue of labs: by topic, found while you type. Runs none."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Input

from quizapp.errors import QuizError
from quizapp.lab.catalogue import Topic, by_topic
from quizapp.lab.model import LabInfo
from quizapp.text.clean import clean_line
from quizapp.text.width import cells
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

_NAME = 26
"""Cells of a column of names."""


class CatalogueScreen(Page):
    """Every lab; what is typed narrows the list."""

    where = "catalogue"
    BINDINGS = bindings("catalogue")
    CSS_PATH = "../styles/bench.tcss"
    AUTO_FOCUS = "#search"

    def __init__(self) -> None:
        super().__init__()
        self._topics: tuple[Topic, ...] | None = None
        self._failure: QuizError | None = None
        self._chosen = 0
        self._row = 0

    def body(self) -> ComposeResult:
        yield Input(id="search", compact=True, max_length=100)
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.refresh_page()
        self.run_worker(self._read_first(), group="catalogue", exit_on_error=True)

    def keys(self) -> Iterable[str]:
        yield from ("catalogue.open", "catalogue.down", "catalogue.leave", "app.help")

    def refresh_page(self) -> None:
        count = len(self._labs)
        words = "{count} lab" if count == 1 else "{count} labs"
        right = self.say(words, count=count) if self._topics is not None else ""
        self.title_bar(self.say("The bench"), Content.styled(right, "dim"))
        self.query_one("#search", Input).placeholder = self.say("type to search")
        self.query_one(SheetView).show()

    async def _read_first(self) -> None:
        """A hundred files take longer than a key may wait: another thread reads them."""
        with suppress(QuizError):  # told of when they are asked for again
            await asyncio.to_thread(self.quiz.services.code_labs)
        self._read()

    def _read(self) -> None:
        """Take the labs that have what is typed."""
        try:
            labs = self.quiz.services.code_labs()
        except QuizError as error:
            self._failure, labs = error, {}
        self._topics = by_topic(labs, self.query_one("#search", Input).value, self.say)
        self.refresh_page()

    # Keys.

    @on(Input.Changed, "#search")
    def _search(self) -> None:
        if self._topics is not None:
            self._chosen = 0
            self._read()
            self.query_one("#desk", VerticalScroll).scroll_home(animate=False)

    def action_move(self, step: int) -> None:
        if not self._labs:
            return
        self._chosen = min(len(self._labs) - 1, max(0, self._chosen + step))
        view = self.query_one(SheetView)
        view.show()
        view.sheet(view.content_size.width)
        # The heading of the topic too, and the claim under the name.
        self.query_one("#desk", VerticalScroll).scroll_to_region(
            Region(0, max(0, self._row - 2), 1, 7), animate=False
        )

    def action_choose(self, number: int) -> None:
        """A click on a lab: choose it, or open it if it is chosen."""
        if number == self._chosen:
            self.action_open()
        else:
            self.action_move(number - self._chosen)

    @on(Input.Submitted, "#search")
    def action_open(self) -> None:
        if self._labs:
            self.quiz.open_bench(self._labs[self._chosen])

    def action_leave(self) -> None:
        search = self.query_one("#search", Input)
        if search.value:
            search.value = ""
        else:
            self.app.pop_screen()

    @property
    def _labs(self) -> list[LabInfo]:
        return [info for _, labs in self._topics or () for info in labs]

    # Drawing.

    def _draw(self, sheet: Sheet) -> None:
        if self._failure is not None:
            sheet.hang(Content.styled("✗ ", "bold $error"), label(self._failure.message))
            sheet.add(label(self._failure.remedy), indent=2)
            sheet.gap()
        if self._topics is None:
            sheet.add(Content.styled(self.say("Reading the labs…"), "dim"))
        elif not self._topics:
            sheet.add(self.say("No lab has all these words."))
        number = 0
        for topic, labs in self._topics or ():
            sheet.gap()
            sheet.plot(label(clean_line(self.say(topic)), "bold $secondary"))
            for info in labs:
                self._draw_lab(sheet, info, number)
                number += 1

    def _draw_lab(self, sheet: Sheet, info: LabInfo, number: int) -> None:
        """One line a lab; the chosen one says all of its claim."""
        chosen, hit = number == self._chosen, f"choose({number})"
        lead = Content.assemble(
            ("▌ " if chosen else "  ", "$primary"), label(info.name, "bold" if chosen else "")
        )
        claim = clean_line(info.claim)
        if chosen:
            self._row = len(sheet.lines)
            band = "on $panel"
            sheet.hang(lead, "", hit=hit, band=band)
            sheet.hang(Content("    "), label(claim), hit=hit, band=band)
            return
        lead = lead.pad_right(max(0, min(_NAME, sheet.width // 2) - lead.cell_length))
        room = sheet.width - lead.cell_length - 2
        if cells(claim) > room:
            claim = claim[: max(0, room - 1)] + "…"
        sheet.plot(Content.assemble(lead, "  ", label(claim, "dim")), hit=hit)
