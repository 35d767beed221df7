"""The field that an answer is typed into."""

from __future__ import annotations

from textual.widgets import Input


class AnswerField(Input):
    """A text field that lets go of Backspace once it is empty: the screen then takes back a gap."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "delete_left" and not self.value:
            return False
        return super().check_action(action, parameters)
