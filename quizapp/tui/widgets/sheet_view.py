"""Shows a ``Sheet``, laid out anew for each width. Knows nothing of what is on it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.selection import Selection
from textual.widget import Widget

from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_lines import Made, SheetLines

Build = Callable[[Sheet], None]


class SheetView(Widget):
    """A widget as high as its sheet. A click on a line with a hit runs that action."""

    DEFAULT_CSS = "SheetView { height: auto; width: 1fr; }"

    auto_links = False  # a sheet has hits; looking for links costs as much as laying it out

    def __init__(self, build: Build, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._build = build
        self._sheet: Sheet | None = None
        self._made: Made = {}
        self._theme = ""

    def show(self, build: Build | None = None) -> None:
        """Draw again, with another content if given."""
        self._build = build or self._build
        self._sheet = None
        self.refresh(layout=True)

    def redraw(self) -> None:
        """Draw again content of the same height: no layout."""
        self._sheet = None
        self.refresh()

    def show_core(self, desk: VerticalScroll) -> None:
        """Where ``desk`` is too low for the whole sheet, scroll to what must be seen of it."""
        core = self.sheet(self.content_size.width).core
        if desk.max_scroll_y > 0 and core > desk.size.height // 2:
            desk.scroll_to(y=core + self.styles.padding.top, animate=False)

    def sheet(self, width: int) -> Sheet:
        """The sheet for a width."""
        if self._sheet is None or self._sheet.width != max(8, width):
            self._sheet = Sheet(width)
            self._build(self._sheet)
        return self._sheet

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return len(self.sheet(width).lines)

    def render(self) -> SheetLines:
        if self._theme != self.app.theme:  # lines name colours that a theme gives
            self._made, self._theme = {}, self.app.theme
        return SheetLines(self.sheet(self.content_size.width).lines, self._made)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """What the mouse selected."""
        return selection.extract(self.sheet(self.content_size.width).content.plain), "\n"

    async def on_click(self, event: events.Click) -> None:
        hits = self.sheet(self.content_size.width).hits
        row = event.y - self.styles.padding.top
        if 0 <= row < len(hits) and hits[row]:
            await self.app.run_action(hits[row], self.screen)
