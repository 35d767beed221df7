"""One update of an optimizer, walked line by line. The lab worker runs it; nothing is run here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.worker import Worker

from quizapp.lab import walk
from quizapp.lab.model import Job, Verdict
from quizapp.lab.walk import Walk
from quizapp.tui import stepping
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView


class StepperScreen(Page):
    """Opens on the first line of a step; beside a mutant, on the first line that differs."""

    where = "stepper"
    BINDINGS = bindings("stepper")
    CSS_PATH = "../styles/stepper.tcss"

    def __init__(self, settings: Mapping[str, object]) -> None:
        super().__init__()
        self._settings = {name: value for name, value in settings.items() if name != "steps"}
        self._at = 1
        self._line = 0
        self._element = 0
        self._walk: Walk | None = None
        self._trouble = ""
        self._note = ""
        self._run: Worker[None] | None = None

    def body(self) -> ComposeResult:
        yield SheetView(self._draw_state, id="state")
        with VerticalScroll(id="code", can_focus=False):
            yield SheetView(self._draw_code, id="lines")
        yield SheetView(self._draw_line, id="line")

    def on_mount(self) -> None:
        self._watch(1)

    def keys(self) -> Iterable[str]:
        yield from ("stepper.leave", "stepper.down", "stepper.right")
        if self._walk is not None and self._walk.size > 1:
            yield "stepper.element"
        if self._walk is not None and self._walk.mutant:
            yield "stepper.difference"
        yield from ("app.help", "app.language")

    def refresh_page(self) -> None:
        for view in self.query(SheetView):
            view.show()
        self._show_title()

    # Keys.

    def action_move(self, by: int) -> None:
        """To another line; past the last one, to the next step."""
        if self._walk is None:
            return
        wanted = self._line + by
        if wanted >= len(self._walk.lines):
            self._watch(self._at + 1)
        else:
            self._go(wanted)

    def action_choose(self, number: int) -> None:
        """A click on a line."""
        self._go(number)

    def action_step(self, by: int) -> None:
        """To another step of the run."""
        self._watch(self._at + by)

    def action_element(self) -> None:
        if self._walk is None:
            return
        if self._walk.size == 1:
            self._tell(self.say("x has one element only."))
            return
        self._element = (self._element + 1) % self._walk.size
        self._tell("")

    def action_difference(self) -> None:
        """To the next line at which a mutant departs from its original."""
        if self._walk is None:
            return
        marked = [number for number, line in enumerate(self._walk.lines) if line.mark]
        if not self._walk.mutant:
            self._tell(self.say("No mutant is watched here, so nothing differs."))
        elif not marked:
            self._tell(self.say("In this step the mutant does as the original does."))
        else:
            self._go(next((number for number in marked if number > self._line), marked[0]))

    def action_leave(self) -> None:
        self.app.pop_screen()

    def _tell(self, note: str) -> None:
        """Why a key does nothing; until another one does."""
        self._note = note
        self.refresh_page()

    def _go(self, line: int) -> None:
        if self._walk is not None and self._walk.lines:
            self._note = ""
            self._line = min(max(0, line), len(self._walk.lines) - 1)
            self.refresh_page()
            self._show_place()

    # The run.

    @property
    def is_working(self) -> bool:
        return self._run is not None and not self._run.is_finished

    def _watch(self, at: int) -> None:
        """Have another step watched; the present one stays on screen until it is there."""
        if 1 <= at <= walk.MAX_AT:
            job = walk.job(self._settings, at)
            self._run = self.run_worker(self._take(job, at), group="steps", exclusive=True)
            self._show_title()

    async def _take(self, job: Job, at: int) -> None:
        outcome = await self.quiz.services.lab_client().run(job)
        if outcome.verdict is Verdict.HOLDS:
            self._walk, self._at, self._trouble = walk.of_outcome(job, outcome), at, ""
            self._line, self._note = self._walk.first_difference or 0, ""
        else:
            self._trouble = outcome.reason
        self._run = None
        self.refresh_page()
        self._show_place()

    # Drawing.

    def _show_title(self) -> None:
        name = str(self._settings.get("mutant") or self._settings["opt"])
        if name == "none":
            name = str(self._settings["opt"])
        words = self.say("working…") if self.is_working else ""
        if not words and self._walk is not None:
            words = self.say(
                "line {line} of {lines}", line=self._line + 1, lines=len(self._walk.lines)
            )
        place = self.say("step {number}", number=self._at)
        self.title_bar(Content.assemble(label(name, "bold"), "  ", place), label(words))

    def _show_place(self) -> None:
        """Bring the present line into view, with one above and below."""
        view = self.query_one("#lines", SheetView)
        view.sheet(view.content_size.width)
        region = Region(0, max(0, self._row - 1), 1, 3)
        code = self.query_one("#code", VerticalScroll)
        self.call_after_refresh(code.scroll_to_region, region, animate=False)

    _row = 0

    def _draw_state(self, sheet: Sheet) -> None:
        if self._walk is not None:
            stepping.draw_state(sheet, self._walk, self._element, self.say)

    def _draw_code(self, sheet: Sheet) -> None:
        if self._walk is not None:
            self._row = stepping.draw_code(sheet, self._walk, self._line, self._element)

    def _draw_line(self, sheet: Sheet) -> None:
        if self._note:
            sheet.hang(Content.styled(" ! ", "bold $warning"), label(self._note))
        if self._trouble:
            sheet.hang(Content.styled(" ! ", "bold $warning"), label(self._trouble))
        elif self._walk is not None and self._walk.lines:
            stepping.draw_line(sheet, self._walk, self._line, self._element, self.say)
