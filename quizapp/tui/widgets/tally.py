"""A thin line that shows how much of today's studying is done."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Tally(Widget):
    """Filled from the left; the figures stand at its end."""

    DEFAULT_CSS = "Tally { height: 1; padding: 0 2; dock: top; margin-top: 1; }"

    _finished = _whole = 0
    _again = ""

    def show(self, finished: int, whole: int, again: str) -> None:
        """``finished`` cards of ``whole``; ``again`` says how many of the others come again."""
        self._finished, self._whole, self._again = finished, whole, again
        self.refresh()

    def render(self) -> Content:
        figures = Content(f" {self._finished}/{self._whole}")
        if self._again:
            figures = Content.assemble(figures, f" · {self._again}")
        width = max(1, self.content_size.width - figures.cell_length)
        filled = round(width * self._finished / max(1, self._whole))
        return Content.assemble(
            ("━" * filled, "$primary"),
            ("─" * (width - filled), "$panel"),
            figures.stylize("dim"),
        )
