"""Writing a deck: each save is read and proven, a key opens the editor. ``drafts`` draws it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.message import Message

from quizapp.author.judging import State
from quizapp.author.reading import Draft, Reading
from quizapp.deck.model import Position
from quizapp.errors import QuizError
from quizapp.lab import trust
from quizapp.lab.beside import bundle
from quizapp.tui.editing import edit
from quizapp.tui.keys import bindings
from quizapp.tui.loop import Loop
from quizapp.tui.screens.allow import AllowScreen
from quizapp.tui.screens.drafts import DraftsPage
from quizapp.tui.services import Services
from quizapp.tui.widgets.card_list import CardList
from quizapp.tui.widgets.sheet_view import SheetView

_TICK = 0.12


class Read(Message):
    """The deck was read."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class AuthorScreen(DraftsPage):
    """One deck being written.

    Args:
        alone: it is all that the app was opened for; leaving it ends the app.
    """

    where = "author"
    BINDINGS = bindings("author")
    CSS_PATH = "../styles/author.tcss"

    def __init__(self, services: Services, path: Path, *, alone: bool = False) -> None:
        super().__init__(path, Loop(services, path, self._told, self._verdict))
        self._alone = alone
        self._auto = False
        self._worked = False

    async def on_mount(self) -> None:
        self._auto = self.quiz.services.config.prove_on_save
        self.refresh_page()
        self.set_interval(_TICK, self._tick)
        try:
            await self._loop.start()
        except QuizError as error:
            self.quiz.trouble(error)

    def on_unmount(self) -> None:
        self._loop.stop()

    def _told(self, reading: Reading) -> None:
        """Called in another thread."""
        self.post_message(Read(reading))

    def on_read(self, message: Read) -> None:
        """Show what a save brought, and have what it changed proven."""
        reading = message.reading
        if reading.edited:
            self._notice = ""
        self._state.take(reading)
        self._look_at_code()
        if reading.edited and self._state.waiting:
            name = self._state.waiting[0].partition("/")[2]
            self._notice = self.say("{name} was edited; F goes there.", name=name)
        self._loop.take(reading, prove=self._auto)
        self.run_worker(self._loop.recall(reading), group="loop")
        self.refresh_page()

    def _verdict(self) -> None:
        """A verdict has come."""
        if self._locked:  # it may have been allowed elsewhere
            self._look_at_code()
        if self._loop.trouble:
            why = self._loop.trouble
            self._notice = self.say("The verdict was not remembered: {why}", why=why)
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        draft, found, reading = self._state.draft, self._state.found, self._state.reading
        yield "author.edit"
        if len(found) > 1:
            yield "author.problem"
        if self._locked:
            yield "author.allow"
        if draft is not None and draft.digest and reading is not None and reading.deck is not None:
            yield from ("author.prove", "author.all")
        if self._loop.is_working:
            yield "author.stop"
        else:
            yield "author.quit" if self._alone else "author.leave"
        if draft is not None:
            yield from ("author.turn", "author.down", "author.follow", "author.auto")
            yield from ("author.redraw", "author.tongue", "author.hint")
        yield "app.help"

    def _tick(self) -> None:
        """Time goes on; what runs shows it."""
        self._ticks += 1
        worked, self._worked = self._worked, self._loop.is_working
        if worked and not self._worked:
            self.refresh_page()  # what was stopped says nothing of it
        if self._worked:
            self._show_title()
            self.query_one(CardList).refresh()
            self.query_one("#standing", SheetView).redraw()

    # Keys: proving.

    def action_prove(self) -> None:
        draft = self._state.draft
        if draft is not None:
            otherwise = "There is nothing to prove here: the card has no check."
            self._prove([draft], otherwise, first=True)

    def action_prove_all(self) -> None:
        reading, judging = self._state.reading, self._loop.judging
        if reading is not None and judging is not None:
            self._prove(judging.unjudged(reading), "Every card that has checks has its verdict.")

    def _prove(self, drafts: list[Draft], otherwise: str, *, first: bool = False) -> None:
        reading, judging = self._state.reading, self._loop.judging
        if reading is None or judging is None:
            return
        if reading.deck is None:
            self._notice = self.say("Mend the problems first: a broken deck proves nothing.")
        elif not judging.judge(drafts, first=first) and not judging.is_working:
            self._notice = self.say(otherwise)
        self.refresh_page()

    def action_allow(self) -> None:
        """Show the code that the deck brings as it is now, and what changed in it."""
        reading = self._state.reading
        if reading is None or reading.deck is None:
            self._notice = self.say("Mend the problems first: a broken deck proves nothing.")
            self.refresh_page()
            return
        try:
            brought = bundle(reading.deck, self.quiz.services.code_labs())
        except QuizError as error:
            self.quiz.trouble(error)
            return
        if trust.is_allowed(brought):
            self._notice = self.say("Nothing needs to be allowed.")
            self.refresh_page()
        else:
            self.app.push_screen(AllowScreen(brought, self._allowed))

    def _allowed(self) -> None:
        """What was skipped for want of it can be proven."""
        self._notice = self.say("Allowed, until this code changes.")
        self._look_at_code()
        judging = self._loop.judging
        if self._auto and judging is not None:
            drafts = self._state.drafts
            judging.judge(one for one in drafts if judging.state(one) is State.SKIPPED)
        self.refresh_page()

    def _look_at_code(self) -> None:
        """Whether the deck brings code that may not run as it is; of a broken one, as before."""
        reading = self._state.reading
        if reading is not None and reading.deck is not None:
            labs = self.quiz.services.code_labs
            self._locked = trust.must_be_allowed(reading.deck, labs)

    def action_auto(self) -> None:
        self._auto = not self._auto
        words = "V proves; nothing runs alone."
        self._notice = self.say("What you edit is proven by itself." if self._auto else words)
        self.refresh_page()

    def action_leave(self) -> None:
        if self._loop.judging is not None and self._loop.is_working:
            self._loop.judging.stop()
        elif self._alone:
            self.app.exit()
        else:
            self.app.pop_screen()

    # Keys: the editor.

    def action_edit(self) -> None:
        """Open the author's editor where the problem is, or the card."""
        try:
            edit(self.app, self._state.place or Position(self._path, 1, 1))
        except QuizError as error:
            self._notice = f"{self.say(error.message)}. {self.say(error.remedy)}"
        self.refresh_page()
