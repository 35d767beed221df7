"""A deck's cards as a list of any length: only the lines in sight are made."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual


class CardList(ScrollView, can_focus=False):
    """One line a card.

    Args:
        line: what the line of a card shows, in so many cells.
    """

    def __init__(self, line: Callable[[int, int], Content], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line = line

    def show(self, count: int, chosen: int) -> None:
        """Draw so many cards, the chosen one in sight."""
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.scroll_to_region(Region(0, max(0, chosen - 1), 1, 3), animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= self.virtual_size.height or not width:
            return Strip.blank(width, self.rich_style)
        (strip,) = Visual.to_strips(self, self._line(row, width), width, 1, self.visual_style)
        return strip

    async def on_click(self, event: events.Click) -> None:
        row = event.y + self.scroll_offset.y
        if row < self.virtual_size.height:
            await self.app.run_action(f"choose({row})", self.screen)
