"""The four grades with the interval each would give; the suggested one is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events
from textual.content import Content
from textual.widget import Widget

from quizapp.review.model import CardState, Moment, Rating
from quizapp.review.schedule import interval_text

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

    def show(self, previews: Mapping[Rating, CardState], suggested: Rating, lang: str) -> None:
        """Set what each button would lead to, and which one Enter takes."""
        # Counted from the instant of the preview: a clock that went on would say 59 s for 1 m.
        self._intervals = {
            rating: interval_text(after, Moment(after.last_at, after.last_day), lang)
            for rating, after in previews.items()
        }
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
