"""The app itself: theme, language, which screen is open. What a screen does is in screens/."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.screen import Screen

from quizapp.errors import QuizError
from quizapp.tui.commands import COMMANDS
from quizapp.tui.keys import bindings
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.page import Page
from quizapp.tui.services import Services
from quizapp.tui.theme import DARK, LIGHT, complaint

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.deck.model import Card, Deck
    from quizapp.lab.model import Job, LabInfo
    from quizapp.review.session import Session


class QuizApp(App[None]):
    """quizapp in a terminal.

    Args:
        services: what it works with; the app closes them when it ends.
        studying: begin with studying rather than with Home.
        game: begin with a game, by its name and seed.
        writing: be nothing but the screen on which this deck is written.
        lab: whether to start the lab worker after the first frame (tests of looks do without).

    Attributes:
        notices: what is odd in the settings; Home shows it until the learner goes on.
    """

    TITLE = "quizapp"
    CSS_PATH: ClassVar[str] = "styles/app.tcss"
    BINDINGS = bindings("app")
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        services: Services,
        *,
        studying: bool = False,
        game: tuple[str, int] | None = None,
        writing: Path | None = None,
        lab: bool = True,
    ) -> None:
        super().__init__()
        self.services = services
        self.lang = services.config.language
        self.failure: QuizError | None = None
        self._studying = studying
        self._game = game
        self._writing = writing
        self._warms_lab = lab
        if not services.config.motion:
            self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        wanted = services.config.theme
        odd = complaint(wanted)
        self.theme = DARK.name if odd or not wanted else wanted
        self.notices = [*services.config.warnings, *([odd] if odd else [])]

    def get_default_screen(self) -> Screen[None]:
        return HomeScreen()

    def on_mount(self) -> None:
        self.call_after_refresh(self._after_first_frame)

    async def _after_first_frame(self) -> None:
        """What is too slow to come before the first frame."""
        # What was imported stays for good: walking it in every full collection would hold up a
        # key for 25 ms now and then. Whoever opened the app may have put collecting off until now.
        gc.freeze()
        gc.enable()
        try:
            self.services.open_store()
        except QuizError as error:
            self.failure = error
            self.exit(return_code=error.status)
            return
        news = not self.services.ready
        if news:
            self.services.reload()
        with suppress(QuizError):  # Home says it, when it reads again
            news = news or bool(self.services.broken())
        if news:
            for screen in self.screen_stack:
                if isinstance(screen, Page):
                    screen.refresh_page()
        if self._studying:
            self.study(None)
        if self._game is not None:
            self.play(*self._game)
        if self._writing is not None:
            self.author(self._writing, alone=True)
        if self._warms_lab:
            self.run_worker(self._warm_lab(), group="lab", exit_on_error=False)

    async def _warm_lab(self) -> None:
        try:
            await self.services.lab_client().start()
        except QuizError:
            # The next run tries again, and its outcome says what is wrong.
            return

    async def on_unmount(self) -> None:
        await self.services.close()

    # What screens ask for.

    def study(self, decks: Sequence[str] | None) -> None:
        """Open a sitting."""
        from quizapp.tui.screens.study import StudyScreen

        try:
            sitting = self.services.study(decks)
        except QuizError as error:
            self.trouble(error)
            return
        self.push_screen(StudyScreen(sitting))

    def open_lab(self, card: Card, deck: Deck, session: Session, *, predict: bool = False) -> None:
        """Open the lab on a card that was answered; ``predict`` asks for guesses before it runs."""
        from quizapp.tui.screens.lab import LabScreen

        self.push_screen(LabScreen(self.services, card, deck, session, predict=predict))

    def open_bench(self, info: LabInfo) -> None:
        """Put a lab on the bench, its knobs at their defaults."""
        from quizapp.lab.setup import Setup
        from quizapp.tui.screens.bench import BenchScreen

        self.push_screen(BenchScreen(Setup(info)))

    def open_job(self, job: Job, card: str = "") -> None:
        """Put a lab on the bench with the knobs of a run, and say from which card it comes."""
        from quizapp.lab.setup import of_job
        from quizapp.tui.screens.bench import BenchScreen

        try:
            setup = of_job(job, self.services.code_labs())
        except QuizError as error:
            self.trouble(error)
            return
        self.push_screen(BenchScreen(setup, card))

    def open_stepper(self, job: Job) -> None:
        """Walk through one update of an optimizer lab; other labs have none."""
        from quizapp.text.i18n import tr
        from quizapp.tui.screens.stepper import StepperScreen

        if job.kind == "optimizer":
            self.push_screen(StepperScreen(job.knobs))
        else:
            self.notify(tr("Only an optimizer lab has an update to walk through.", self.lang))

    def play(self, name: str, seed: int) -> None:
        """Open a game."""
        from quizapp.tui.screens.games import game

        self.push_screen(game(name, seed))

    def author(self, deck: Path, *, alone: bool = False) -> None:
        """Write a deck; where that is all that is wanted, leaving it ends the app."""
        from quizapp.tui.screens.author import AuthorScreen

        self.push_screen(AuthorScreen(self.services, deck, alone=alone))

    def trouble(self, error: QuizError) -> None:
        """Show an expected failure and what to do about it."""
        from quizapp.tui.screens.trouble import TroubleScreen

        self.push_screen(TroubleScreen(error))

    # Commands of the whole app.

    def action_help(self) -> None:
        from quizapp.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            where = self.screen.where if isinstance(self.screen, Page) else ""
            self.push_screen(HelpScreen(where))

    def action_bench(self) -> None:
        from quizapp.tui.screens.catalogue import CatalogueScreen

        if not any(isinstance(screen, CatalogueScreen) for screen in self.screen_stack):
            self.push_screen(CatalogueScreen())

    def action_games(self) -> None:
        from quizapp.tui.screens.games import GamesScreen

        if not any(isinstance(screen, GamesScreen) for screen in self.screen_stack):
            self.push_screen(GamesScreen())

    def action_write(self) -> None:
        from quizapp.tui.screens.shelf import ShelfScreen

        self.push_screen(ShelfScreen())

    def action_language(self) -> None:
        self.lang = "zh" if self.lang == "en" else "en"
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.refresh_page()

    def action_shade(self) -> None:
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the commands of the open screen and of the app, then Textual's own."""
        from functools import partial

        from quizapp.text.i18n import tr

        where = screen.where if isinstance(screen, Page) else ""
        for command in COMMANDS:
            if command.where not in (where, "app") or command.action in ("pick", "move(-1)"):
                continue
            if command.id == "app.palette":
                continue
            if not screen.check_action(command.action.partition("(")[0], ()):
                continue  # such as a grade before there is an answer
            run = partial(self.run_action, command.action, screen)
            title = tr(command.label, self.lang).capitalize()
            yield SystemCommand(title, tr(command.help, self.lang), run)
        for builtin in super().get_system_commands(screen):
            if builtin.title in ("Theme", "Screenshot"):
                yield builtin
