"""The games there are. Plays none of them itself."""

from __future__ import annotations

from collections.abc import Iterable
from random import SystemRandom

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region

from quizapp.games.telling import GAMES
from quizapp.tui.keys import bindings
from quizapp.tui.screens.game import GameScreen
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView


class GamesScreen(Page):
    """Choose a game."""

    where = "games"
    BINDINGS = bindings("games")
    VERTICAL_BREAKPOINTS = [*Page.VERTICAL_BREAKPOINTS, (18, "-tall")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._chosen = 0
        self._row = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        return ("games.open", "games.down", "games.leave", "app.help", "app.language")

    def refresh_page(self) -> None:
        self.title_bar(self.say("Games"))
        self.query_one(SheetView).show()

    def action_move(self, step: int) -> None:
        self._chosen = (self._chosen + step) % len(GAMES)
        view = self.query_one(SheetView)
        view.show()
        view.sheet(view.content_size.width)
        desk = self.query_one("#desk", VerticalScroll)
        desk.scroll_to_region(Region(0, self._row, 1, 4), animate=False)

    def action_choose(self, number: int) -> None:
        """A click on a game: choose it, or play it if it is chosen."""
        if number == self._chosen:
            self.action_open()
        else:
            self.action_move(number - self._chosen)

    def action_open(self) -> None:
        seed = SystemRandom().randrange(10_000)
        self.quiz.play(list(GAMES)[self._chosen], seed)

    def action_leave(self) -> None:
        self.app.pop_screen()

    def _draw(self, sheet: Sheet) -> None:
        sheet.gap()
        for number, (title, about) in enumerate(GAMES.values()):
            chosen, hit = number == self._chosen, f"choose({number})"
            band = "on $panel" if chosen else ""
            if chosen:
                self._row = len(sheet.lines)
            lead = Content.styled("▌ " if chosen else "  ", "$primary")
            sheet.hang(lead, Content.styled(self.say(title), "bold"), hit=hit, band=band)
            sheet.hang(Content("  "), self.say(about), hit=hit, band=band)
            sheet.gap()
        sheet.add(
            Content.styled(self.say("Whatever happens, our optimizers really did it."), "dim")
        )


def game(name: str, seed: int) -> GameScreen:
    """The screen of a game."""
    if name == "derby":
        from quizapp.tui.screens.derby import DerbyScreen

        return DerbyScreen(seed)
    if name == "mutant":
        from quizapp.tui.screens.spot import SpotScreen

        return SpotScreen(seed)
    from quizapp.tui.screens.tune import TuneScreen

    return TuneScreen(seed)
