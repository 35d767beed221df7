"""Which deck to write: one of the learner's own, or a path that is typed. Reads no card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Input

from quizapp import paths
from quizapp.deck import library
from quizapp.text.clean import clean_line
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label, prose
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView


class ShelfScreen(Page):
    """The learner's own decks; what is typed is a path, or part of a name."""

    where = "shelf"
    BINDINGS = bindings("shelf")
    CSS_PATH = "../styles/bench.tcss"
    AUTO_FOCUS = "#search"

    def __init__(self) -> None:
        super().__init__()
        self._decks: Sequence[tuple[str, Path]] = ()
        self._chosen = 0
        self._row = 0
        self._notice = ""

    def body(self) -> ComposeResult:
        yield Input(id="search", compact=True, max_length=500)
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self._decks = self._own()
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        yield from ("shelf.open", "shelf.down", "shelf.leave", "app.help")

    def refresh_page(self) -> None:
        self.title_bar(self.say("Decks to write"))
        typed = self.query_one("#search", Input)
        typed.placeholder = self.say("the path of a deck, or part of a name")
        self.query_one(SheetView).show()

    def _own(self) -> list[tuple[str, Path]]:
        """Decks that are not shipped; where the app was opened on files, those."""
        files = self.quiz.services.files
        if files is not None:
            return [(path.stem, path) for path in library.find(files)]
        shipped = paths.shipped("decks")
        return [
            (name, path)
            for name, path in library.names().items()
            if not path.is_relative_to(shipped)
        ]

    @property
    def _shown(self) -> list[tuple[str, Path]]:
        typed = self.query_one("#search", Input).value.strip().casefold()
        return [
            (name, path)
            for name, path in self._decks
            if typed in name.casefold() or typed in str(path).casefold()
        ]

    # Keys.

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        self._chosen, self._notice = 0, ""
        self.refresh_page()

    def action_move(self, step: int) -> None:
        self._chosen = min(max(0, self._chosen + step), max(0, len(self._shown) - 1))
        view = self.query_one(SheetView)
        view.show()
        view.sheet(view.content_size.width)
        region = Region(0, max(0, self._row - 1), 1, 4)
        self.query_one("#desk", VerticalScroll).scroll_to_region(region, animate=False)

    def action_choose(self, number: int) -> None:
        """A click on a deck: choose it, or open it if it is chosen."""
        if number == self._chosen:
            self.action_open()
        else:
            self.action_move(number - self._chosen)

    @on(Input.Submitted, "#search")
    def action_open(self) -> None:
        """Open the file that is typed, if there is one; else the chosen deck."""
        typed = self.query_one("#search", Input).value.strip()
        path = Path(typed).expanduser()
        if typed and path.is_file():
            self.quiz.author(path)
        elif self._shown:
            self.quiz.author(self._shown[self._chosen][1])
        else:
            self._notice = self.say("There is no such file.")
            self.refresh_page()

    def action_leave(self) -> None:
        typed = self.query_one("#search", Input)
        if typed.value:
            typed.value = ""
        else:
            self.app.pop_screen()

    # Drawing.

    def _draw(self, sheet: Sheet) -> None:
        if self._notice:
            sheet.hang(Content.styled("✗ ", "bold $error"), label(self._notice))
            sheet.gap()
        if not self._decks:
            self._draw_empty(sheet)
        for number, (name, path) in enumerate(self._shown):
            chosen, hit = number == self._chosen, f"choose({number})"
            band = "on $panel" if chosen else ""
            if chosen:
                self._row = len(sheet.lines)
            lead = Content.styled("▌ " if chosen else "  ", "$primary")
            sheet.hang(lead, label(clean_line(name), "bold"), hit=hit, band=band)
            sheet.hang(Content("    "), label(clean_line(str(path)), "dim"), hit=hit, band=band)

    def _draw_empty(self, sheet: Sheet) -> None:
        sheet.add(Content.styled(self.say("No decks of your own yet."), "bold"))
        sheet.gap()
        sheet.add(prose(self.say("`quizapp deck new NAME` writes one that you can change.")))
        sheet.add(self.say("Or type the path of a deck's file above."))
