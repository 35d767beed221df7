"""Studying: keys become an answer and a grade; everything shown is read from the session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from quizapp.deck.model import Ask, Card, CardType
from quizapp.errors import QuizError
from quizapp.review.grade import BadAnswerError
from quizapp.review.model import Moment, Rating
from quizapp.review.schedule import interval_text
from quizapp.review.session import Response, Session, Stage
from quizapp.review.study import Study
from quizapp.tui import paper
from quizapp.tui.commands import bindings
from quizapp.tui.draft import WRITTEN, Draft, press, response, take_back
from quizapp.tui.measuring import Found, Measuring
from quizapp.tui.prose import label, prose
from quizapp.tui.resting import Sitting, resting
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.grades import GradeBar
from quizapp.tui.widgets.sheet_view import SheetView
from quizapp.tui.widgets.tally import Tally

_TICK = 0.1


class StudyScreen(Page):
    """One sitting."""

    where = "study"
    BINDINGS = bindings("study")
    CSS_PATH = "../styles/study.tcss"

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._draft = Draft()
        self._notice = ""
        self._sure = False
        self._right: list[bool] = []
        self._aside = 0
        self._measuring: Measuring | None = None
        self._reason = ""
        self._waiting: Response | None = None
        self._ticks = 0

    @property
    def session(self) -> Session:
        return self._study.session

    # Widgets.

    def body(self) -> ComposeResult:
        yield Tally()
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")
            yield Input(id="answer", compact=True, max_length=500)
            yield SheetView(self._draw_notice, id="notice")
        yield GradeBar(self.say)

    def on_mount(self) -> None:
        self._next_card()
        self.set_interval(_TICK, self._tick)

    def on_unmount(self) -> None:
        self._stop_measuring()

    def keys(self) -> Iterable[str]:
        stage, prompt = self.session.stage, self.session.prompt
        if prompt is None:
            yield from ("study.undo",) if self._study.can_undo else ()
            yield from ("app.help", "study.leave")
            return
        yield "study.next"
        if stage is Stage.ASK:
            if prompt.card.type not in (*WRITTEN, CardType.QA):
                yield "study.pick"
            yield from ("study.hint",) if prompt.card.hint else ()
            yield "study.skip"
        else:
            yield "study.lab"
        yield from ("study.undo", "study.leave", "app.help", "app.language")

    def refresh_page(self) -> None:
        """Show the session as it stands."""
        session, prompt = self.session, self.session.prompt
        services = self.quiz.services
        place: Content | str = ""
        self._show_field(session)  # first: which keys the bar shows depends on the focus
        if prompt is not None:
            place = prose(services.library.deck_of(prompt.card.key).title.pick(self.quiz.lang))
        new, learning, review = session.counts
        self.title_bar(
            place,
            Content.styled(
                self.say(
                    "{new} new · {learning} learning · {review} due",
                    new=new,
                    learning=learning,
                    review=review,
                ),
                "dim",
            ),
        )
        self.query_one(Tally).show(session.done, sum(session.counts))
        self.query_one("#paper", SheetView).show()
        self.query_one("#notice", SheetView).show()
        self._show_grades(session)

    def _show_grades(self, session: Session) -> None:
        bar = self.query_one(GradeBar)
        bar.display = session.stage is Stage.REVEALED
        if session.mark is not None:
            # Counted from the instant of the preview: a clock that went on would say 59 s for 1 m.
            texts = {
                rating: interval_text(after, Moment(after.last_at, after.last_day), self.quiz.lang)
                for rating, after in session.previews.items()
            }
            bar.show(texts, session.mark.suggested)

    def _show_field(self, session: Session) -> None:
        field = self.query_one(Input)
        asks = session.stage is Stage.ASK and session.prompt is not None
        card = session.prompt.card if asks and session.prompt is not None else None
        writes = card is not None and card.type in WRITTEN
        field.display = writes
        if writes and card is not None:
            field.placeholder = self._placeholder(card)
            if self.focused is not field:
                self.set_focus(field)
        elif self.focused is field:
            self.set_focus(None)

    def _placeholder(self, card: Card) -> str:
        if card.type is CardType.CLOZE and (count := paper.gap_count(card, self.quiz.lang)) > 1:
            here = len(self._draft.gaps) + 1
            return self.say("gap {here} of {count}, then Enter", here=here, count=count)
        return self.say("your answer, then Enter")

    # Drawing.

    def _draw(self, sheet: Sheet) -> None:
        session = self.session
        if session.prompt is None:
            so_far = Sitting(session.done, sum(self._right), self._aside)
            resting(sheet, so_far, session.wait_until, self.quiz.services.clock().at, self.say)
        elif session.stage is Stage.ASK:
            paper.asked(sheet, session.prompt, self._draft, self.quiz.lang, self.say)
        else:
            paper.revealed(sheet, session, self.quiz.lang, self.say)

    def _draw_notice(self, sheet: Sheet) -> None:
        if self._waiting is not None:
            spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[self._ticks % 10]
            sheet.hang(
                Content.styled(f"{spin} ", "bold $primary"),
                self.say("Measuring the answer… (Esc stops)"),
            )
        elif self._notice:
            sheet.hang(Content.styled("! ", "bold $warning"), label(self._notice))

    # Keys: answering.

    def action_pick(self, letter: str) -> None:
        prompt = self.session.prompt
        if self.session.stage is not Stage.ASK or prompt is None or self._waiting is not None:
            return
        draft = press(self._draft, prompt, letter)
        meant = draft != self._draft or letter in ("t", "f") or prompt.card.type is CardType.CHOICE
        if draft == self._draft:
            # The same letter again means it: reveal. Never for a letter that picks nothing.
            if meant and (draft.picked or draft.truth is not None) and self._is_picked(letter):
                self.action_next()
            return
        self._draft = draft
        self._clear_notice()
        self.query_one("#paper", SheetView).redraw()

    def _is_picked(self, letter: str) -> bool:
        prompt = self.session.prompt
        if prompt is None or prompt.card.type not in (CardType.CHOICE, CardType.TRUTH):
            return False
        if prompt.card.type is CardType.TRUTH:
            return letter == ("t" if self._draft.truth else "f")
        return self._draft.picked == (ord(letter) - ord("a"),)

    def action_take_back(self) -> None:
        if self.session.stage is Stage.ASK:
            self._draft = take_back(self._draft)
            self.query_one("#paper", SheetView).show()

    @on(Input.Submitted)
    def _field_submitted(self) -> None:
        self.action_next()

    @on(Input.Changed)
    def _field_changed(self) -> None:
        self._clear_notice()

    def action_next(self) -> None:
        session = self.session
        if session.prompt is None:
            self.action_leave()
        elif session.stage is Stage.REVEALED and session.mark is not None:
            self.action_grade(int(session.mark.suggested))
        elif self._waiting is None:
            self._answer()

    def _answer(self) -> None:
        prompt = self.session.prompt
        assert prompt is not None
        field = self.query_one(Input)
        if prompt.card.type is CardType.CLOZE:
            more = paper.gap_count(prompt.card, self.quiz.lang) - len(self._draft.gaps) - 1
            if more > 0:
                self._draft = replace(self._draft, gaps=(*self._draft.gaps, field.value.strip()))
                field.value = ""
                field.placeholder = self._placeholder(prompt.card)
                self.query_one("#paper", SheetView).show()
                return
        given = response(self._draft, prompt, field.value)
        empty = given is None or (
            given == Response() and prompt.card.type not in (CardType.QA, CardType.CLOZE)
        )
        if empty and not self._sure:
            self._sure = True
            self._tell(self.say("No answer yet. Enter again shows it and counts as not known."))
            return
        self._reveal(given or Response())

    def _reveal(self, given: Response) -> None:
        if self._measuring is None:
            self._finish_reveal(given, Found(None))
            return
        self._waiting = given
        if not self._measuring.done:
            self.query_one("#notice", SheetView).show()
        self.run_worker(self._reveal_when_measured(given, self._measuring), group="reveal")

    async def _reveal_when_measured(self, given: Response, measuring: Measuring) -> None:
        found = await measuring.found()
        if self._waiting is given and self._measuring is measuring:
            self._waiting = None
            self._finish_reveal(given, found)

    def _finish_reveal(self, given: Response, found: Found) -> None:
        try:
            self._study.reveal(given, found.value)
        except BadAnswerError as error:
            self._tell(f"{self.say(error.message)}. {self.say(error.remedy)}")
            return
        self._notice = self.say(found.reason) if found.reason else ""
        self.query_one("#desk", VerticalScroll).scroll_home(animate=False)
        self.refresh_page()

    # Keys: everything else.

    def action_grade(self, rating: int) -> None:
        mark = self.session.mark
        if self.session.stage is not Stage.REVEALED:
            return
        try:
            self._study.grade(Rating(rating))
        except QuizError as error:
            self.quiz.trouble(error)
            return
        self._right.append(bool(mark and mark.correct) or rating >= Rating.GOOD)
        self._next_card()

    def action_undo(self) -> None:
        if self._waiting is not None:
            return
        try:
            before = self.session
            self._study.undo()
        except QuizError as error:
            self.quiz.trouble(error)
            return
        if self.session is before:
            self._tell(self.say("Nothing to undo."))
            return
        self._right = self._right[:-1]
        self._next_card()
        self._tell(self.say("The last grade was taken back."))

    def action_skip(self) -> None:
        if self.session.stage is Stage.ASK and self._waiting is None:
            self._study.skip()
            self._aside += 1
            self._next_card()

    def action_hint(self) -> None:
        prompt = self.session.prompt
        if self.session.stage is Stage.ASK and prompt is not None:
            if prompt.card.hint is None:
                self._tell(self.say("This card has no hint."))
            self._draft = replace(self._draft, hint=True)
            self.query_one("#paper", SheetView).show()

    def action_lab(self) -> None:
        prompt = self.session.prompt
        if prompt is None:
            return
        if self.session.stage is Stage.ASK:
            self._tell(self.say("Answer first: your answer is the prediction that the lab tests."))
            return
        deck = self.quiz.services.library.deck_of(prompt.card.key)
        self.quiz.open_lab(prompt.card, deck, self.session)

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def action_leave(self) -> None:
        if self._waiting is not None:
            # The answer stands; only the waiting ends, and the learner grades alone.
            self._stop_measuring()
            return
        self.app.pop_screen()

    # Between cards.

    def _next_card(self) -> None:
        self._draft = Draft()
        self._notice = ""
        self._sure = False
        self._waiting = None
        self._stop_measuring()
        self._measuring = None
        prompt = self.session.prompt
        if prompt is not None and isinstance(prompt.card.answer, Ask):
            self._measuring = Measuring(self.quiz.services, prompt.card, prompt.seed)
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self.query_one("#desk", VerticalScroll).scroll_home(animate=False)
        self.refresh_page()

    def _stop_measuring(self) -> None:
        if self._measuring is not None:
            self._measuring.stop()

    def _tick(self) -> None:
        self._ticks += 1
        if self._waiting is not None:
            self.query_one("#notice", SheetView).redraw()
        elif self.session.wait_until is not None and self._ticks % 10 == 0:
            self._study.refresh()
            if self.session.prompt is not None:
                self._next_card()
            else:
                self.query_one("#paper", SheetView).redraw()

    def _tell(self, notice: str) -> None:
        self._notice = notice
        self.query_one("#notice", SheetView).show()

    def _clear_notice(self) -> None:
        self._sure = False
        if self._notice:
            self._tell("")
