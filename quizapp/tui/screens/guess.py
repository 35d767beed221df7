"""Guesses before a run: one question at a time. Runs nothing; hands the guesses on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Input

from quizapp.lab.foretell import Guesses, Kind, Question
from quizapp.lab.guess import SHAPES
from quizapp.plot.sketch import outline
from quizapp.tui.asking import Asking
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.answer_field import AnswerField
from quizapp.tui.widgets.sheet_view import SheetView

_OUTLINE = 14
"""Cells of a shape."""

_ROOMY = 32
"""Lines of a screen on which each shape has two."""


class GuessScreen(Page):
    """Asks all questions, then closes; Esc closes it, and nothing was guessed."""

    where = "guess"
    BINDINGS = bindings("guess")
    VERTICAL_BREAKPOINTS = [*Page.VERTICAL_BREAKPOINTS, (18, "-tall")]  # noqa: RUF012

    def __init__(
        self, about: str, questions: Sequence[Question], then: Callable[[Guesses], None]
    ) -> None:
        super().__init__()
        self._about = about
        self._asking = Asking(questions)
        self._then = then
        self._refused = False
        self._row = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")
            yield AnswerField(self.action_next, self.action_take_back)

    def on_mount(self) -> None:
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        yield "guess.next"
        question = self._asking.question
        if question is not None and question.kind is not Kind.NUMBER:
            yield "guess.pick"
            yield "guess.down" if question.kind is Kind.SHAPE else "guess.back"
        yield from ("guess.leave", "app.help")

    def refresh_page(self) -> None:
        self.title_bar(Content.assemble(self.say("Your guess"), "  ", label(self._about, "bold")))
        question = self._asking.question
        field = self.query_one(Input)
        field.display = question is not None and question.kind is Kind.NUMBER
        field.placeholder = self.say("a number, then Enter; Enter alone passes")
        self.set_focus(field if field.display else None)
        self._redraw()

    # Keys.

    def action_next(self) -> None:
        field = self.query_one(Input)
        self._refused = not self._asking.take(field.value)
        if self._refused:
            self._redraw()
            return
        field.value = ""
        if self._asking.question is None:
            self.app.pop_screen()
            self._then(self._asking.guesses)
        else:
            self.refresh_page()

    def action_move(self, step: int) -> None:
        self._asking.move(step)
        self._redraw()

    def action_pick(self, letter: str) -> None:
        self._asking.pick(ord(letter) - ord("a"))
        self._redraw()

    def action_take_back(self) -> None:
        self._asking.take_back()
        self._redraw()

    def action_leave(self) -> None:
        self.app.pop_screen()

    def _redraw(self) -> None:
        view = self.query_one(SheetView)
        view.show()
        view.sheet(view.content_size.width)
        region = Region(0, max(0, self._row - 1), 1, 4)
        desk = self.query_one("#desk", VerticalScroll)
        self.call_after_refresh(desk.scroll_to_region, region, animate=False)

    # Drawing.

    def _draw(self, sheet: Sheet) -> None:
        asking, question = self._asking, self._asking.question
        self._row = 0
        if question is None:
            return
        place = f"{asking.at + 1}/{len(asking.questions)}  "
        sheet.hang(Content.styled(place, "dim"), Content.styled(self._question(question), "bold"))
        if question.meaning:
            sheet.add(label(question.meaning, "dim"), indent=len(place))
        sheet.gap()
        if question.kind is Kind.SHAPE:
            self._draw_shapes(sheet)
        elif question.kind is Kind.ORDER:
            self._draw_order(sheet, question)
        if self._refused:
            sheet.hang(Content.styled("! ", "bold $warning"), self.say("that is not a number"))

    def _question(self, question: Question) -> str:
        if question.kind is Kind.NUMBER:
            return self.say("{name} will be…", name=question.name)
        if question.kind is Kind.SHAPE:
            return self.say("The curve of {name} will look like…", name=question.name)
        return self.say("Which curve ends lowest, which next? Letters in that order.")

    def _draw_shapes(self, sheet: Sheet) -> None:
        lines = 2 if self.size.height >= _ROOMY else 1
        for place, (name, shape) in enumerate(SHAPES.items()):
            chosen = place == self._asking.chosen
            if chosen:
                self._row = len(sheet.lines)
            for number, drawn in enumerate(outline(shape, _OUTLINE, lines)):
                mark = "▌" if chosen else " "
                letter = f"{mark} {chr(ord('A') + place)}  " if not number else f"{mark}    "
                words = self.say(name) if not number else ""
                lead = Content.assemble((letter, "bold $primary"), (drawn, "$accent"), "  ")
                text = Content.styled(words, "bold" if chosen else "")
                band = "on $panel" if chosen else ""
                sheet.hang(lead, text, hit=f"pick('{chr(ord('a') + place)}')", band=band)

    def _draw_order(self, sheet: Sheet, question: Question) -> None:
        for place, name in enumerate(question.choices):
            order = self._asking.order
            rank = f"{order.index(place) + 1}." if place in order else "  "
            lead = Content.styled(f"  {chr(ord('A') + place)}  {rank} ", "bold $primary")
            sheet.hang(lead, label(name), hit=f"pick('{chr(ord('a') + place)}')")
