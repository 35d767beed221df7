"""Writing a deck: problems, cards and verdicts after each save. Who finds them is in ``author``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from quizapp.author.judging import State
from quizapp.author.reading import Draft, Reading
from quizapp.deck.model import Position
from quizapp.errors import QuizError
from quizapp.lab import trust
from quizapp.lab.beside import bundle
from quizapp.tui import paper, problems, standing
from quizapp.tui.authoring import Authoring, face, prompt
from quizapp.tui.draft import Draft as Picked
from quizapp.tui.editing import edit
from quizapp.tui.keys import bindings
from quizapp.tui.loop import Loop
from quizapp.tui.prose import label, prose
from quizapp.tui.screens.allow import AllowScreen
from quizapp.tui.screens.page import HALF_A_TERMINAL, LEAST_WIDTH, Page
from quizapp.tui.services import Services
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.card_list import CardList
from quizapp.tui.widgets.sheet_view import SheetView

_TICK = 0.12

_NARROW = 72
"""Columns below which the cards stand above the chosen one."""


class Read(Message):
    """The deck was read."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class AuthorScreen(Page):
    """One deck being written.

    Args:
        alone: it is all that the app was opened for; leaving it ends the app.
    """

    where = "author"
    BINDINGS = bindings("author")
    CSS_PATH = "../styles/author.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-slim"),
        (LEAST_WIDTH, "-wide"),
        (_NARROW, "-split"),
        (110, "-broad"),
    ]
    VERTICAL_BREAKPOINTS = HALF_A_TERMINAL

    def __init__(self, services: Services, path: Path, *, alone: bool = False) -> None:
        super().__init__()
        self._path = path
        self._alone = alone
        self._state = Authoring()
        self._loop = Loop(services, path, self._told, self._verdict)
        self._auto = False
        self._other = False
        self._locked = False
        self._worked = False
        self._notice = ""
        self._ticks = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="problems", can_focus=False):
            yield SheetView(self._draw_problems, id="found")
        with Horizontal(id="write"):
            yield CardList(self._row, id="cards")
            with VerticalScroll(id="desk", can_focus=False):
                yield SheetView(self._draw_standing, id="standing")
                yield SheetView(self._draw_card, id="paper")
        yield SheetView(self._draw_notice, id="notice")

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

    # What is known.

    @property
    def _lang(self) -> str:
        """Of the card: the interface's language, or the other one."""
        lang = self.quiz.lang
        return ("zh" if lang == "en" else "en") if self._other else lang

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

    def refresh_page(self) -> None:
        """Show the deck as it was read last."""
        state = self._state
        self._show_title()
        draft = state.draft
        self.query_one("#problems").display = bool(state.found)
        self.query_one("#desk").set_class(draft is not None and draft.broken, "-stale")
        for view in self.query(SheetView):
            view.show()
        self.query_one(CardList).show(len(state.drafts), state.chosen)
        if state.found:
            view = self.query_one("#found", SheetView)
            self.call_after_refresh(self._show_problem, view)

    def _show_problem(self, view: SheetView) -> None:
        view.sheet(view.content_size.width)
        box = self.query_one("#problems", VerticalScroll)
        box.scroll_to_region(Region(0, self._problem_row, 1, 5), animate=False, top=True)

    _problem_row = 0

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

    # Keys: looking.

    def on_key(self) -> None:
        """What was told goes with the next key, before that does what it does."""
        if self._notice:
            self._notice = ""
            self.query_one("#notice", SheetView).show()

    def action_move(self, step: int) -> None:
        self.action_choose(self._state.chosen + step)

    def action_choose(self, number: int) -> None:
        """Look at another card."""
        followed = self._state.follow
        self._state.move(number)
        if followed and not self._state.follow:
            self._notice = self.say("Your edits are not followed; F follows them.")
        self._show_from_top()

    def action_look(self, number: int) -> None:
        """A click on a problem."""
        self._state.problem, self._state.at_problem = number - 1, True
        self.action_problem()

    def action_problem(self) -> None:
        self._state.next_problem()
        self._show_from_top()

    def action_turn(self) -> None:
        self._state.turned = not self._state.turned
        self._show_from_top()

    def action_redraw(self) -> None:
        self._state.turn += 1
        self._show_from_top()

    def action_hint(self) -> None:
        self._state.hint = not self._state.hint
        draft = self._state.draft
        if draft is not None and draft.card is not None and draft.card.hint is None:
            self._notice = self.say("This card has no hint.")
        self.refresh_page()

    def action_tongue(self) -> None:
        self._other = not self._other
        self.refresh_page()

    def action_follow(self) -> None:
        """Follow the author's edits, beginning with what was edited meanwhile; or no longer."""
        state = self._state
        state.follow = bool(state.waiting) or not state.follow
        state.go_to_edited()
        words = "Your edits are followed." if state.follow else "Your edits are not followed."
        self._notice = self.say(words)
        self._show_from_top()

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def _show_from_top(self) -> None:
        self.query_one("#desk", VerticalScroll).scroll_home(animate=False)
        self.refresh_page()

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

    # Drawing.

    def _show_title(self) -> None:
        reading = self._state.reading
        title = label(self._path.name, "dim")
        if self.size.width < _NARROW:
            self.title_bar(title, self._sum())
            return
        if reading is not None and reading.deck is not None:
            deck = prose(reading.deck.title.pick(self.quiz.lang))
            title = Content.assemble(deck, "  ", title)
        self.title_bar(Content.assemble(self.say("Writing"), "  ", title), self._sum())

    def _sum(self) -> Content:
        """How the deck stands, in a few words."""
        reading, judging = self._state.reading, self._loop.judging
        if reading is None or judging is None:
            return Content.styled(self.say("Reading the deck…"), "dim")
        if judging.is_working:
            done, whole = judging.progress
            words = self.say("proving {done} of {whole}", done=done, whole=whole)
            if not self.quiz.services.lab_client().ready:
                words = self.say("starting torch…")
            return Content.assemble(standing.symbol(State.RUNNING, self._ticks), f" {words}")
        if reading.problems:
            count = len(reading.problems)
            words = self.say("1 problem" if count == 1 else "{count} problems", count=count)
            return Content.styled(f"✗ {words}", "bold $error")
        states = [judging.state(draft) for draft in reading.drafts]
        return standing.tally(states, self.say, words=self.size.width >= _NARROW)

    def _row(self, number: int, width: int) -> Content:
        drafts = self._state.drafts
        if number >= len(drafts):
            return Content("")
        draft, chosen = drafts[number], number == self._state.chosen
        return standing.row(draft, self._loop.state(draft), self._ticks, width, chosen=chosen)

    def _draw_problems(self, sheet: Sheet) -> None:
        state = self._state
        chosen = state.problem if state.at_problem else -1
        root = self._path.parent
        self._problem_row = problems.draw(sheet, state.found, chosen, root, self.say)

    def _draw_notice(self, sheet: Sheet) -> None:
        if self._notice:
            sheet.hang(Content.styled("→ ", "bold $accent"), label(self._notice))

    def _draw_standing(self, sheet: Sheet) -> None:
        draft, reading = self._state.draft, self._state.reading
        sheet.gap()
        if self._locked:
            words = "The deck brings code that may not run as it is now; C shows it."
            sheet.hang(Content.styled("→ ", "bold $accent"), self.say(words))
        if draft is None:
            if reading is not None and not reading.problems:
                sheet.add(self.say("No cards yet. E opens your editor; docs/authoring.md helps."))
            return
        shown = prompt(draft, self._state.turn)
        seen = face(shown, None) if shown is not None else None
        standing.draw(
            sheet,
            draft,
            self._loop.state(draft),
            self._loop.proof(draft),
            seen,
            self._lang,
            self.say,
            ticks=self._ticks,
            right=self._facts(draft),
        )

    def _facts(self, draft: Draft) -> str:
        line = self.say("line {number}", number=draft.written.where.line)
        stays = "" if self._state.follow else f" · {self.say('stays')}"
        return f"{line} · {'中文' if self._lang == 'zh' else 'English'}{stays}"

    def _draw_card(self, sheet: Sheet) -> None:
        draft = self._state.draft
        shown = prompt(draft, self._state.turn) if draft is not None else None
        if draft is None or draft.card is None or shown is None:
            return
        if not self._state.turned:
            picked = Picked(hint=self._state.hint)
            paper.asked(sheet, shown, picked, self._lang, self.say)
            return
        value = standing.measured(draft.card, shown.card, self._loop.proof(draft))
        paper.revealed(sheet, face(shown, value), self._lang, self.say)
