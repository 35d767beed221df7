"""An expected failure, shown over the screen that met it: what happened, where, what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quizapp.errors import QuizError
from quizapp.tui.prose import label


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
            yield Static(
                Content.assemble(
                    ("✗ ", "bold $error"),
                    label(self._error.message, "bold"),
                    "\n\n",
                    label(self._error.remedy),
                    "\n\n",
                    (" Enter ", "bold $background on $primary"),
                    " OK",
                )
            )

    def action_dismiss_trouble(self) -> None:
        self.dismiss(None)
