"""The four grades with the interval each would give; the suggested one is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events
from textual.content import Content
from textual.widget import Widget

from quizapp.review.model import Rating

_COLOURS = {
    Rating.AGAIN: "$error",
    Rating.HARD: "$warning",
    Rating.GOOD: "$success",
    Rating.EASY: "$primary",
}


class GradeBar(Widget):
    """Four buttons on one line of two rows. A click grades as its key does."""

    DEFAULT_CSS = "GradeBar { height: 3; padding: 0 2; dock: bottom; margin-bottom: 1; }"

    def __init__(self, say: Callable[[str], str]) -> None:
        super().__init__()
        self._say = say
        self._intervals: Mapping[Rating, str] = {}
        self._suggested = Rating.GOOD

    def show(self, intervals: Mapping[Rating, str], suggested: Rating) -> None:
        """Set the text of each button's interval, and which one Enter takes."""
        self._intervals = intervals
        self._suggested = suggested
        self.refresh()

    def render(self) -> Content:
        if not self._intervals:
            return Content("")
        width = self._width()
        lines = [self._button(rating, width) for rating in Rating]
        gap = Content(" ")
        return Content("\n").join(gap.join(row) for row in zip(*lines, strict=True))

    def _width(self) -> int:
        return max(8, (self.content_size.width - 3) // 4)

    def _button(self, rating: Rating, width: int) -> tuple[Content, Content, Content]:
        colour = _COLOURS[rating]
        chosen = rating is self._suggested
        name = self._say(rating.name.lower())
        tag = " ⏎" if chosen else ""
        band = f"on {colour} 30%" if chosen else "on $surface"
        rows = (
            Content.styled("▔" * width, colour),
            Content.assemble((f"{rating.value} ", f"bold {colour}"), (name + tag, "bold")),
            Content.styled(self._intervals.get(rating, ""), "$foreground 80%"),
        )
        top, *rest = rows
        return (top.stylize_before(band), *(_centre(row, width, band) for row in rest))  # type: ignore[return-value]

    async def on_click(self, event: events.Click) -> None:
        place = (event.x - self.styles.padding.left) // (self._width() + 1)
        if self._intervals and 0 <= place < 4:
            await self.app.run_action(f"grade({place + 1})", self.screen)


def _centre(row: Content, width: int, band: str) -> Content:
    left = max(0, (width - row.cell_length) // 2)
    padded = row.pad_left(left)
    return padded.pad_right(max(0, width - padded.cell_length)).stylize_before(band)
