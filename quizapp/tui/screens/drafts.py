"""A deck that is being written, to look at: problems, cards, the chosen one. Proves nothing."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Region

from quizapp.author.judging import State
from quizapp.author.reading import Draft
from quizapp.tui import paper, problems, standing
from quizapp.tui.authoring import Authoring, face, prompt
from quizapp.tui.draft import Draft as Picked
from quizapp.tui.loop import Loop
from quizapp.tui.prose import label, prose
from quizapp.tui.screens.page import HALF_A_TERMINAL, LEAST_WIDTH, Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.card_list import CardList
from quizapp.tui.widgets.sheet_view import SheetView

_NARROW = 72
"""Columns below which the cards stand above the chosen one."""


class DraftsPage(Page):
    """What is known of a deck's cards, and the keys that look around in it.

    Args:
        loop: reads the deck and proves its cards.
    """

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-slim"),
        (LEAST_WIDTH, "-wide"),
        (_NARROW, "-split"),
        (110, "-broad"),
    ]
    VERTICAL_BREAKPOINTS = HALF_A_TERMINAL

    def __init__(self, path: Path, loop: Loop) -> None:
        super().__init__()
        self._path = path
        self._state = Authoring()
        self._loop = loop
        self._other = False
        self._locked = False
        self._notice = ""
        self._ticks = 0
        self._problem_row = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="problems", can_focus=False):
            yield SheetView(self._draw_problems, id="found")
        with Horizontal(id="write"):
            yield CardList(self._row, id="cards")
            with VerticalScroll(id="desk", can_focus=False):
                yield SheetView(self._draw_standing, id="standing")
                yield SheetView(self._draw_card, id="paper")
        yield SheetView(self._draw_notice, id="notice")

    @property
    def _lang(self) -> str:
        """Of the card: the interface's language, or the other one."""
        lang = self.quiz.lang
        return ("zh" if lang == "en" else "en") if self._other else lang

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

    # Keys.

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
