"""A sheet on screen: its lines are kept from frame to frame, and nothing shows that they are."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.selection import Selection

from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

from .conftest import text


class Paper(App[None]):
    """Two lines alike, one that changes."""

    words = "first"

    def compose(self) -> ComposeResult:
        yield SheetView(self._draw)

    def _draw(self, sheet: Sheet) -> None:
        for words in ("同 same", self.words, "同 same"):
            sheet.plot(Content.styled(words, "bold $primary"))


async def test_lines_that_stay_are_not_made_again() -> None:
    app = Paper()
    async with app.run_test(size=(20, 5)) as pilot:
        view = app.query_one(SheetView)
        before = dict(view._made)
        app.words = "second"
        view.redraw()
        await pilot.pause()
        assert text(app).split("\n")[:3] == ["同 same", "second", "同 same"]
        kept = [strip for key, strip in view._made.items() if before.get(key) is strip]
        assert [strip.text for strip in kept] == ["同 same"]


async def test_another_theme_gives_the_kept_lines_its_colours() -> None:
    app = Paper()
    async with app.run_test(size=(20, 5)) as pilot:
        dark = app.query_one(SheetView).render_line(0)
        app.theme = "textual-light"
        await pilot.pause()
        light = app.query_one(SheetView).render_line(0)
        assert dark.text == light.text
        assert [part.style for part in dark] != [part.style for part in light]


async def test_kept_lines_can_be_selected_with_the_mouse() -> None:
    app = Paper()
    async with app.run_test(size=(20, 5)) as pilot:
        view = app.query_one(SheetView)
        app.screen.selections = {view: Selection(Offset(2, 0), Offset(3, 1))}
        await pilot.pause()
        assert app.screen.get_selected_text() == "same\nfir"
        await pilot.mouse_down(view, offset=(0, 1))
        await pilot.hover(view, offset=(4, 2))
        await pilot.mouse_up(view, offset=(4, 2))
        assert app.screen.get_selected_text() == "first\n同 sa"
