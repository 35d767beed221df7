"""The field that an answer is typed into."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import Input


class AnswerField(Input):
    """A text field that keeps up with keys typed ahead.

    Textual would handle Enter and Backspace only after the letters that were typed behind them,
    which then land in the gap before. So both are handled at once: ``enter`` is called when what
    is written is complete, ``back`` when Backspace finds the field empty.
    """

    def __init__(self, enter: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__(id="answer", compact=True, max_length=500)
        self._enter = enter
        self._back = back

    def on_key(self, event: events.Key) -> None:
        """Runs before the field's own handler; whatever is let through goes on to the screen."""
        if not self.display:  # typed ahead: the answer is given, and the keys mean the screen
            event.prevent_default()
        elif event.key == "enter":
            event.stop().prevent_default()
            self._enter()
        elif event.key == "backspace":
            event.stop().prevent_default()
            if self.value:
                self.action_delete_left()
            else:
                self._back()
