"""Studying: keys become an answer and a grade; everything shown is read from the session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from textual.app import ComposeResult
from textual.content import Content

from quizapp.deck.model import CardKey, CardType
from quizapp.errors import QuizError
from quizapp.paths import config_file
from quizapp.review.held import kept_back
from quizapp.review.model import Rating
from quizapp.review.session import Session, Stage
from quizapp.review.study import Study
from quizapp.store.verdicts import Standing
from quizapp.tui import paper
from quizapp.tui.doubt import warning
from quizapp.tui.draft import WRITTEN
from quizapp.tui.keys import bindings
from quizapp.tui.prose import prose
from quizapp.tui.resting import Sitting, resting
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.answer_desk import AnswerDesk
from quizapp.tui.widgets.grades import GradeBar
from quizapp.tui.widgets.sheet_view import SheetView
from quizapp.tui.widgets.tally import Tally

_TICK = 0.1


class StudyScreen(Page):
    """One sitting."""

    where = "study"
    BINDINGS = bindings("study")
    CSS_PATH = "../styles/study.tcss"
    VERTICAL_BREAKPOINTS = [*Page.VERTICAL_BREAKPOINTS, (18, "-tall")]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._desk = AnswerDesk(
            self.say, lambda: self.quiz.lang, study, self._draw, self.refresh_page
        )
        self._unread = False
        self._ticks = 0
        self._broken: Mapping[CardKey, Standing] = {}

    @property
    def session(self) -> Session:
        return self._study.session

    # Widgets.

    def body(self) -> ComposeResult:
        yield Tally()
        yield self._desk
        yield GradeBar(self.say)

    def on_mount(self) -> None:
        self._next_card()
        self.set_interval(_TICK, self._tick)

    def on_screen_resume(self) -> None:
        self._look_for_flaws()  # the lab may have found one
        self.refresh_page()

    def keys(self) -> Iterable[str]:
        stage, prompt = self.session.stage, self.session.prompt
        if prompt is None:
            yield from ("study.undo",) if self._study.can_undo else ()
            yield from ("app.help", "study.leave")
            return
        yield "study.next"
        if stage is Stage.ASK:
            if prompt.card.type not in (*WRITTEN, CardType.QA):
                yield "study.truth" if prompt.card.type is CardType.TRUTH else "study.pick"
            if self._desk.can_take_back:
                yield "study.back"
            yield from ("study.hint",) if prompt.card.hint else ()
            yield "study.skip"
        else:
            yield from ("study.lab", "study.predict")
        yield from ("study.undo",) if self._study.can_undo else ()
        yield from ("study.leave", "app.help", "app.language")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "grade" and self.session.stage is not Stage.REVEALED:
            return False
        return super().check_action(action, parameters)

    def refresh_page(self) -> None:
        """Show the session as it stands."""
        session, prompt = self.session, self.session.prompt
        services = self.quiz.services
        place: Content | str = ""
        self._desk.show_field()  # first: which keys the bar shows depends on the focus
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
        again = self.say("{count} again", count=session.again) if session.again else ""
        self.query_one(Tally).show(session.finished, session.whole, again)
        self._desk.show_all()
        self._show_grades(session)

    def _show_grades(self, session: Session) -> None:
        bar = self.query_one(GradeBar)
        bar.display = session.stage is Stage.REVEALED
        if session.mark is not None:
            bar.show(session.previews, session.mark.suggested, self.quiz.lang)

    # Drawing.

    def _draw(self, sheet: Sheet) -> None:
        session = self.session
        if session.prompt is None:
            so_far = Sitting(session.done, session.right, len(session.aside))
            held = session.day.queue.held
            kept = kept_back(held, self._study.config, config_file(), self.say)
            now = self.quiz.services.clock().at
            resting(sheet, so_far, session.wait_until, now, kept, self.say)
            return
        flaw = self._broken.get(session.prompt.card.key)
        if flaw is not None:
            warning(sheet, flaw, self.say, revealed=session.stage is Stage.REVEALED)
        draft = self._desk.draft
        if session.stage is Stage.ASK and draft is not None:
            paper.asked(sheet, session.prompt, draft, self.quiz.lang, self.say)
        elif session.stage is Stage.REVEALED:
            paper.revealed(sheet, session, self.quiz.lang, self.say, doubt=flaw is not None)

    # Keys: answering.

    def action_pick(self, letter: str) -> None:
        self._desk.pick(letter)

    def action_take_back(self) -> None:
        self._desk.take_back()

    def action_hint(self) -> None:
        self._desk.ask_hint()

    def action_next(self) -> None:
        session = self.session
        if session.prompt is None:
            self.action_leave()
        elif session.stage is Stage.REVEALED and session.mark is not None:
            self.action_grade(int(session.mark.suggested))
        else:
            self._desk.enter()

    # Keys: everything else.

    def action_grade(self, rating: int) -> None:
        try:
            self._study.grade(Rating(rating))
        except QuizError as error:
            self.quiz.trouble(error)
            return
        self._next_card()

    def action_undo(self) -> None:
        if self._desk.is_waiting:
            return
        try:
            before = self.session
            self._study.undo()
        except QuizError as error:
            self.quiz.trouble(error)
            return
        if self.session is before:
            self._desk.tell(self.say("Nothing to undo."))
            return
        self._next_card()
        self._desk.tell(self.say("The last grade was taken back."))

    def action_skip(self) -> None:
        if self._desk.is_open:
            self._study.skip()
            self._next_card()

    def action_predict(self) -> None:
        self.action_lab(predict=True)

    def action_lab(self, *, predict: bool = False) -> None:
        prompt = self.session.prompt
        if prompt is None:
            return
        if self.session.stage is Stage.ASK:
            self._desk.tell(
                self.say("Answer first: your answer is the prediction that the lab tests.")
            )
            return
        self._desk.clear_notice()
        deck = self.quiz.services.library.deck_of(prompt.card.key)
        self.quiz.open_lab(prompt.card, deck, self.session, predict=predict)

    def action_scroll(self, step: int) -> None:
        self._desk.scroll_relative(y=4 * step, animate=False)

    def action_leave(self) -> None:
        if self._desk.is_waiting:
            self._desk.stop()
            return
        self.app.pop_screen()

    # Between cards.

    def _next_card(self) -> None:
        self._desk.next_card(self.session.prompt, self.quiz.services)
        self._look_for_flaws()
        self.refresh_page()

    def _look_for_flaws(self) -> None:
        with suppress(QuizError):  # what cannot be read now was read before
            self._broken = self.quiz.services.broken()

    def _tick(self) -> None:
        self._ticks += 1
        self._desk.tick()
        if self.session.wait_until is not None and self._ticks % 10 == 0:
            self._look_again()

    def _look_again(self) -> None:
        """In a break: is the next card due?"""
        try:
            self._study.refresh()
        except QuizError as error:
            self._desk.tell(f"{error.message}\n{error.remedy}")
            self._unread = True
            return
        if self._unread:
            self._unread = False
            self._desk.tell("")
        if self.session.prompt is not None:
            self._next_card()
        else:
            self.query_one("#paper", SheetView).redraw()
