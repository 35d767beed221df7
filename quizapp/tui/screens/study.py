"""Studying: keys become an answer and a grade; everything shown is read from the session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from quizapp.deck.model import Card, CardKey, CardType
from quizapp.errors import QuizError
from quizapp.paths import config_file
from quizapp.review.grade import BadAnswerError
from quizapp.review.held import kept_back
from quizapp.review.model import Rating
from quizapp.review.session import Prompt, Session, Stage
from quizapp.review.study import Study
from quizapp.store.verdicts import Standing
from quizapp.tui import paper
from quizapp.tui.answering import Answering, Step
from quizapp.tui.commands import bindings
from quizapp.tui.doubt import warning
from quizapp.tui.draft import WRITTEN
from quizapp.tui.measuring import Found
from quizapp.tui.prose import label, prose
from quizapp.tui.resting import Sitting, resting
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.answer_field import AnswerField
from quizapp.tui.widgets.bars import KeyBar
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
        self._answering: Answering | None = None
        self._notice = ""
        self._unread = False
        self._ticks = 0
        self._broken: Mapping[CardKey, Standing] = {}

    @property
    def session(self) -> Session:
        return self._study.session

    # Widgets.

    def body(self) -> ComposeResult:
        yield Tally()
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")
            yield AnswerField(self.action_next, self.action_take_back)
            yield SheetView(self._draw_notice, id="notice")
        yield GradeBar(self.say)

    def on_mount(self) -> None:
        self._next_card()
        self.set_interval(_TICK, self._tick)

    def on_screen_resume(self) -> None:
        self._look_for_flaws()  # the lab may have found one
        self.refresh_page()

    def on_unmount(self) -> None:
        if self._answering is not None:
            self._answering.stop()

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
            if self._answering is not None and self._answering.can_take_back:
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
        again = self.say("{count} again", count=session.again) if session.again else ""
        self.query_one(Tally).show(session.finished, session.whole, again)
        self.query_one("#paper", SheetView).show()
        self.query_one("#notice", SheetView).show()
        self._show_grades(session)

    def _show_grades(self, session: Session) -> None:
        bar = self.query_one(GradeBar)
        bar.display = session.stage is Stage.REVEALED
        if session.mark is not None:
            bar.show(session.previews, session.mark.suggested, self.quiz.lang)

    def _show_field(self, session: Session) -> None:
        field = self.query_one(Input)
        answering = self._answering if session.stage is Stage.ASK else None
        field.display = answering is not None and answering.prompt.card.type in WRITTEN
        if answering is not None and field.display:
            field.placeholder = self._placeholder(answering)
            if self.focused is not field:
                self.set_focus(field)
        elif self.focused is field:
            self.set_focus(None)

    def _placeholder(self, answering: Answering) -> str:
        count = self._gaps(answering.prompt.card)
        if count > 1:
            here = len(answering.draft.gaps) + 1
            return self.say("gap {here} of {count}, then Enter", here=here, count=count)
        return self.say("your answer, then Enter")

    def _gaps(self, card: Card) -> int:
        return paper.gap_count(card, self.quiz.lang) if card.type is CardType.CLOZE else 0

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
        if session.stage is Stage.ASK and self._answering is not None:
            paper.asked(sheet, session.prompt, self._answering.draft, self.quiz.lang, self.say)
        elif session.stage is Stage.REVEALED:
            paper.revealed(sheet, session, self.quiz.lang, self.say, doubt=flaw is not None)

    def _draw_notice(self, sheet: Sheet) -> None:
        if self._is_waiting:
            spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[self._ticks % 10]
            sheet.hang(
                Content.styled(f"{spin} ", "bold $primary"),
                self.say("Measuring the answer… (Esc stops)"),
            )
        elif self._notice:
            sheet.hang(Content.styled("! ", "bold $warning"), label(self._notice))

    # Keys: answering.

    @property
    def _is_waiting(self) -> bool:
        """Whether the answer is given and the lab has yet to say the right one."""
        given = self._answering is not None and self._answering.given is not None
        return given and self.session.stage is Stage.ASK

    @property
    def _picked(self) -> tuple[int, ...]:
        return self._answering.draft.picked if self._answering is not None else ()

    def _open_answer(self) -> Answering | None:
        """The answer that keys go to, if there is one that is not given yet."""
        asking = self.session.stage is Stage.ASK and not self._is_waiting
        return self._answering if asking else None

    def action_pick(self, letter: str) -> None:
        answering = self._open_answer()
        if answering is None:
            return
        before = answering.draft
        if answering.pick(letter):
            self._enter(answering)
        elif answering.draft != before:
            self._clear_notice()
            self.query_one("#paper", SheetView).redraw()
            self.query_one(KeyBar).refresh()

    def action_take_back(self) -> None:
        answering = self._open_answer()
        if answering is not None and answering.can_take_back:
            field = self.query_one(Input)
            with self.prevent(Input.Changed):
                field.value = answering.take_back()
            field.cursor_position = len(field.value)
            field.placeholder = self._placeholder(answering)
            self._clear_notice()
            self.query_one("#paper", SheetView).show()
            self.query_one(KeyBar).refresh()

    @on(Input.Changed)
    def _field_changed(self) -> None:
        if answering := self._open_answer():
            answering.reconsider()
            self._clear_notice()

    def action_next(self) -> None:
        session = self.session
        if session.prompt is None:
            self.action_leave()
        elif session.stage is Stage.REVEALED and session.mark is not None:
            self.action_grade(int(session.mark.suggested))
        elif answering := self._open_answer():
            self._enter(answering)

    def _enter(self, answering: Answering) -> None:
        field = self.query_one(Input)
        match answering.enter(field.value, self._gaps(answering.prompt.card)):
            case Step.NEXT_GAP:
                field.value = ""
                field.placeholder = self._placeholder(answering)
                self.query_one("#paper", SheetView).show()
                self.query_one(KeyBar).refresh()
            case Step.EMPTY:
                self._tell(self._unanswered(answering.prompt))
            case Step.GIVEN if answering.measures:
                if not answering.is_measured:
                    self.query_one("#notice", SheetView).show()
                self.run_worker(self._reveal_when_measured(answering), group="reveal")
            case Step.GIVEN:
                self._reveal(answering, Found(None))

    def _unanswered(self, prompt: Prompt) -> str:
        if self._picked:  # of an order: one letter is the whole answer everywhere else
            words = "Order all {count} items, or Enter again shows it and counts as not known."
            return self.say(words, count=len(prompt.items))
        return self.say("No answer yet. Enter again shows it and counts as not known.")

    async def _reveal_when_measured(self, answering: Answering) -> None:
        found = await answering.found()
        if self._answering is answering:
            self._reveal(answering, found)

    def _reveal(self, answering: Answering, found: Found) -> None:
        if answering.given is None:
            return
        try:
            self._study.reveal(answering.given, found.value)
        except BadAnswerError as error:
            answering.refused()
            self._tell(f"{self.say(error.message)}. {self.say(error.remedy)}")
            return
        self._notice = self.say(found.reason) if found.reason else ""
        self.query_one("#desk", VerticalScroll).scroll_home(animate=False)
        self.refresh_page()
        self.call_after_refresh(self._show_verdict)

    def _show_verdict(self) -> None:
        if self.session.stage is Stage.REVEALED:
            self.query_one("#paper", SheetView).show_core(self.query_one("#desk", VerticalScroll))

    # Keys: everything else.

    def action_grade(self, rating: int) -> None:
        try:
            self._study.grade(Rating(rating))
        except QuizError as error:
            self.quiz.trouble(error)
            return
        self._next_card()

    def action_undo(self) -> None:
        if self._is_waiting:
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
        self._next_card()
        self._tell(self.say("The last grade was taken back."))

    def action_skip(self) -> None:
        if self._open_answer() is not None:
            self._study.skip()
            self._next_card()

    def action_hint(self) -> None:
        if answering := self._open_answer():
            if answering.prompt.card.hint is None:
                self._tell(self.say("This card has no hint."))
            answering.ask_hint()
            self.query_one("#paper", SheetView).show()

    def action_predict(self) -> None:
        self.action_lab(predict=True)

    def action_lab(self, *, predict: bool = False) -> None:
        prompt = self.session.prompt
        if prompt is None:
            return
        if self.session.stage is Stage.ASK:
            self._tell(self.say("Answer first: your answer is the prediction that the lab tests."))
            return
        self._clear_notice()
        deck = self.quiz.services.library.deck_of(prompt.card.key)
        self.quiz.open_lab(prompt.card, deck, self.session, predict=predict)

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def action_leave(self) -> None:
        if self._is_waiting and self._answering is not None:
            # The answer stands; only the waiting ends, and the learner grades alone.
            self._answering.stop()
            return
        self.app.pop_screen()

    # Between cards.

    def _next_card(self) -> None:
        if self._answering is not None:
            self._answering.stop()
        prompt = self.session.prompt
        self._answering = None if prompt is None else Answering(prompt, self.quiz.services)
        self._look_for_flaws()
        self._notice = ""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self.query_one("#desk", VerticalScroll).scroll_home(animate=False)
        self.refresh_page()

    def _look_for_flaws(self) -> None:
        with suppress(QuizError):  # what cannot be read now was read before
            self._broken = self.quiz.services.broken()

    def _tick(self) -> None:
        self._ticks += 1
        if self._is_waiting:
            self.query_one("#notice", SheetView).redraw()
        elif self.session.wait_until is not None and self._ticks % 10 == 0:
            self._look_again()

    def _look_again(self) -> None:
        """In a break: is the next card due?"""
        try:
            self._study.refresh()
        except QuizError as error:
            self._tell(f"{error.message}\n{error.remedy}")
            self._unread = True
            return
        if self._unread:
            self._unread = False
            self._tell("")
        if self.session.prompt is not None:
            self._next_card()
        else:
            self.query_one("#paper", SheetView).redraw()

    def _tell(self, notice: str) -> None:
        self._notice = notice
        self.query_one("#notice", SheetView).show()
        if notice:  # on a small screen it would come below the fold
            self.query_one("#desk", VerticalScroll).scroll_end(animate=False)

    def _clear_notice(self) -> None:
        if self._notice:
            self._tell("")
