"""An expected failure, shown over the screen that met it: what happened, where, what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from quizapp.errors import QuizError
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView


class TroubleScreen(ModalScreen[None]):
    """Closed with Enter or Esc; nothing was lost and nothing has changed."""

    BINDINGS = [("enter,escape,space,q", "dismiss_trouble", "close")]  # noqa: RUF012
    CSS = """
    TroubleScreen { align: center middle; }
    TroubleScreen Vertical { width: 80%; max-width: 72; height: auto; max-height: 90%;
        padding: 1 2; background: $surface; border-left: thick $error; }
    """

    def __init__(self, error: QuizError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SheetView(self._draw)

    def _draw(self, sheet: Sheet) -> None:
        sheet.hang(Content.styled("✗ ", "bold $error"), label(self._error.message, "bold"))
        sheet.gap()
        sheet.add(label(self._error.remedy))
        sheet.gap()
        sheet.add(Content.assemble((" Enter ", "bold $background on $primary"), " OK"))

    def action_dismiss_trouble(self) -> None:
        self.dismiss(None)
