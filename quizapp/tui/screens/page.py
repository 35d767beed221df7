"""What all screens share: a title on top, keys at the bottom, a notice when there is no room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from quizapp.text.i18n import tr
from quizapp.tui.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

LEAST_WIDTH, LEAST_HEIGHT = 40, 12

HALF_A_TERMINAL = [(0, "-low"), (10, "-high"), (16, "-tall")]
"""For screens that are used beside an editor: half of 24 lines, without tmux's own, are 11."""


class NoRoom(Widget):
    """Covers a screen that is too small to work on; what lies under it is kept."""

    def render(self) -> Content:
        page = cast("Page", self.screen)
        size = f"{LEAST_WIDTH}×{page.VERTICAL_BREAKPOINTS[1][0]}"
        return Content(page.say("Please make the window larger (at least {size}).", size=size))


class Page(Screen[None]):
    """A screen of quizapp. Subclasses say what is on it, and which keys matter now."""

    where: ClassVar[str] = ""
    """The part of the command table that belongs to this screen."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (LEAST_WIDTH, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LEAST_HEIGHT, "-high")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield from self.body()
        yield KeyBar(self.keys, self.say)
        yield NoRoom()

    def body(self) -> ComposeResult:
        """The widgets between the bars."""
        yield from ()

    def keys(self) -> Iterable[str]:
        """Ids of the commands that mean something now, most useful first."""
        return ()

    def refresh_page(self) -> None:
        """Show the present state (and language) anew."""

    @property
    def quiz(self) -> QuizApp:
        return cast("QuizApp", self.app)

    def say(self, message: str, **values: object) -> str:
        """An interface text in the learner's language."""
        text: str = tr(message, self.quiz.lang, **values)
        return text

    def title_bar(self, place: Content | str, right: Content | str = "") -> None:
        """Set the line on top."""
        left = Content.assemble(("quizapp", "bold $primary"), ("  ", ""), place)
        self.query_one(TitleBar).show(left, right if isinstance(right, Content) else Content(right))
        self.query_one(KeyBar).refresh()
