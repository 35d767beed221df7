"""Help: every command of the table, by place. Adds no knowledge of its own."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from quizapp.tui.commands import COMMANDS, PLACES
from quizapp.tui.keys import bindings, keys_of
from quizapp.tui.screens.page import HALF_A_TERMINAL, Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

_KEYS = 20


class HelpScreen(Page):
    """All keys, those of the screen it was called from first."""

    where = "help"
    BINDINGS = bindings("help")
    VERTICAL_BREAKPOINTS = HALF_A_TERMINAL

    def __init__(self, asked_from: str = "") -> None:
        super().__init__()
        self._places = sorted(PLACES, key=lambda where: where != asked_from)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        return ("help.leave", "help.down", "app.language", "app.palette")

    def refresh_page(self) -> None:
        self.title_bar(self.say("Help"))
        self.query_one(SheetView).show()

    def action_leave(self) -> None:
        self.app.pop_screen()

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=6 * step, animate=False)

    def _draw(self, sheet: Sheet) -> None:
        for where in self._places:
            sheet.gap()
            sheet.add(Content.styled(self.say(PLACES[where]), "bold $primary"))
            for command in COMMANDS:
                if command.where != where:
                    continue
                is_pick = command.action == "pick"
                shown = command.shown_as if is_pick else "  ".join(keys_of(command))
                lead = Content.styled(f"  {shown}", "bold")
                lead = lead.pad_right(max(1, _KEYS - lead.cell_length))
                sheet.hang(lead, self.say(command.help))
