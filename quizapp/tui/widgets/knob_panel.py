"""The knobs of the lab on the bench: choose one, turn it, type its value. Runs nothing."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Input

from quizapp.lab.judge import show_text
from quizapp.lab.setup import TEXT, Setup
from quizapp.tui import dials
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView
from quizapp.tui.workbench import Workbench


class KnobPanel(Vertical):
    """The knobs, a field to type into, and what the chosen knob takes.

    Args:
        turned: called when a knob was turned.
        entered: called when a value was typed to its end.
    """

    def __init__(
        self,
        bench: Workbench,
        turned: Callable[[], None],
        entered: Callable[[], None],
        say: dials.Say,
    ) -> None:
        super().__init__(id="side")
        self._bench = bench
        self._turned = turned
        self._entered = entered
        self._say = say
        self._chosen = bench.setup.dials[0].name
        self._before_typing: Setup | None = None
        self._row = 0

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="knobs", can_focus=False):
            yield SheetView(self._draw_knobs, id="dials")
        yield Input(id="field", compact=True, max_length=500)
        yield SheetView(self._draw_about, id="about")

    @property
    def is_typing(self) -> bool:
        return self._before_typing is not None

    def show(self) -> None:
        """Draw the knobs as they stand, the chosen one in sight."""
        view = self.query_one("#dials", SheetView)
        view.show()
        view.sheet(view.content_size.width)
        region = Region(0, self._row, 1, 1)
        self.query_one("#knobs", VerticalScroll).scroll_to_region(region, animate=False)
        self.query_one("#about", SheetView).show()

    def move(self, step: int) -> None:
        """Choose the next knob."""
        names = [knob.name for knob in self._bench.setup.dials]
        self._chosen = names[(names.index(self._chosen) + step) % len(names)]
        self.show()

    def choose(self, number: int) -> None:
        """Choose a knob by its place."""
        self._chosen = self._bench.setup.dials[number].name
        self.show()

    def turn(self, by: int) -> None:
        """Turn the chosen knob; a list of numbers is typed instead."""
        setup = self._bench.setup
        if setup.dial(self._chosen).kind == TEXT:
            self.type()
        else:
            self.change(setup.turned(self._chosen, by))

    def put_back(self) -> None:
        """The chosen knob's default."""
        setup = self._bench.setup
        self.change(setup.put(self._chosen, setup.dial(self._chosen).default))

    def change(self, setup: Setup) -> None:
        """Take other knobs."""
        self._bench.setup = setup
        if all(knob.name != self._chosen for knob in setup.dials):
            self._chosen = setup.dials[0].name
        self.show()
        self._turned()

    # Typing.

    def type(self) -> None:
        """Type the chosen knob's value."""
        setup = self._bench.setup
        self._before_typing = setup
        field = self.query_one("#field", Input)
        field.value = show_text(setup.value(setup.dial(self._chosen)))  # type: ignore[arg-type]
        field.display = True
        field.focus()
        self.show()

    def give_up(self) -> None:
        """Leave the field; the knob stands as it stood."""
        if self._before_typing is not None:
            self._bench.setup = self._before_typing
        self._end_typing()

    @on(Input.Changed, "#field")
    def _typed(self, event: Input.Changed) -> None:
        """Each letter is checked; nothing is run until Enter."""
        if self.is_typing:
            self._bench.setup = self._bench.setup.typed(self._chosen, event.value)
            self.show()

    @on(Input.Submitted, "#field")
    def _submitted(self) -> None:
        self._end_typing()
        self._entered()

    def _end_typing(self) -> None:
        self._before_typing = None
        self.query_one("#field", Input).display = False
        self.screen.set_focus(None)
        self.show()

    # Drawing.

    def _draw_knobs(self, sheet: Sheet) -> None:
        setup = self._bench.setup
        self._row = dials.draw(sheet, setup, self._chosen, setup.faults())

    def _draw_about(self, sheet: Sheet) -> None:
        setup = self._bench.setup
        fault = setup.faults().get(self._chosen, "")
        dials.about(sheet, setup, setup.dial(self._chosen), fault, self._say)
