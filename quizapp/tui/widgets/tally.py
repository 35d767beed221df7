"""A thin line that shows how much of today's studying is done."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Tally(Widget):
    """Filled from the left; the figures stand at its end."""

    DEFAULT_CSS = "Tally { height: 1; padding: 0 2; dock: top; margin-top: 1; }"

    _done = _left = 0

    def show(self, done: int, left: int) -> None:
        """``done`` reviews given, ``left`` cards to come."""
        self._done, self._left = done, left
        self.refresh()

    def render(self) -> Content:
        whole = max(1, self._done + self._left)
        figures = f" {self._done}/{self._done + self._left}"
        width = max(1, self.content_size.width - len(figures))
        filled = round(width * self._done / whole)
        return Content.assemble(
            ("━" * filled, "$primary"), ("─" * (width - filled), "$panel"), (figures, "dim")
        )
