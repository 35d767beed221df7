"""The lab on a card: guesses, curve, verdict. Proves, never grades; evidence draws the proof."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.worker import Worker

from quizapp.deck.model import Card, Deck
from quizapp.lab.foretell import Guesses
from quizapp.review.session import Session
from quizapp.text.clean import clean_line
from quizapp.tui import guessed
from quizapp.tui.curves import draw, plot
from quizapp.tui.evidence import Shown, verdict_word
from quizapp.tui.keys import bindings
from quizapp.tui.paper import question
from quizapp.tui.prose import label
from quizapp.tui.proving import Proving
from quizapp.tui.results import SYMBOLS, going
from quizapp.tui.screens.page import Page
from quizapp.tui.services import Services
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

FRAME = 1 / 30
"""Seconds between two drawings of a live curve, at least."""


class LabScreen(Page):
    """Runs at once when it opens; Esc stops the run, then closes."""

    where = "lab"
    BINDINGS = bindings("lab")

    def __init__(
        self,
        services: Services,
        card: Card,
        deck: Deck,
        session: Session,
        *,
        predict: bool = False,
    ) -> None:
        super().__init__()
        self._card = card
        self._session = session
        self._deck = deck
        self._predict = predict
        self._proving = Proving(services, card, deck)
        self._run: Worker[None] | None = None
        self._stopped = False
        self._notice = ""
        self._ticks = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.set_interval(FRAME, self._frame)
        if self._predict:
            self.action_predict()
        else:
            self.action_run()

    def keys(self) -> Iterable[str]:
        yield from ("lab.stop",) if self.is_working else ("lab.leave", "lab.run", "lab.predict")
        yield from ("lab.bench", "lab.walk") if self._proving.traces else ()
        yield from ("lab.down", "app.help", "app.language")

    def refresh_page(self) -> None:
        self.title_bar(
            Content.assemble(self.say("Lab"), "  ", label(self._card.key, "dim")), self._state()
        )
        self.query_one(SheetView).show()

    @property
    def is_working(self) -> bool:
        # The proof ends the run; its task may still need a moment to end.
        over = self._stopped or self._proving.proof is not None
        return self._run is not None and not (self._run.is_finished or over)

    # Keys.

    def action_run(self) -> None:
        if not self.is_working:
            self._start({})

    def action_predict(self) -> None:
        """Ask for guesses, then run; a proof that is on screen already gives its answers away."""
        if self.is_working:
            return
        questions = self._proving.questions()
        if questions:
            from quizapp.tui.screens.guess import GuessScreen

            self._notice = self.say("Nothing was run. P asks for your guess again, R runs it.")
            self.app.push_screen(GuessScreen(str(self._card.key), questions, self._start))
            self.refresh_page()
        else:
            self._start({})
            words = "No curve and no number here to guess: your answer was the prediction."
            self._notice = self.say(words)

    def _start(self, guesses: Guesses) -> None:
        self._stopped = False
        self._notice = ""
        services = self.quiz.services
        self._proving = Proving(services, self._card, self._deck, guesses)
        self._run = self.run_worker(self._proving.run(), group="proof", exit_on_error=True)
        self.refresh_page()

    def action_walk(self) -> None:
        """Walk through an update of the first run that has one."""
        jobs = [trace.job for trace in self._proving.traces]
        if jobs:
            self.quiz.open_stepper(next((job for job in jobs if job.kind == "optimizer"), jobs[0]))

    def action_leave(self) -> None:
        if self.is_working and self._run is not None:
            self._run.cancel()
            self._stopped = True
            self.refresh_page()
        else:
            self.app.pop_screen()

    def action_bench(self) -> None:
        """Put the lab of the first check on the bench, its knobs as the check has them."""
        if self._proving.traces:
            self.quiz.open_job(self._proving.traces[0].job, str(self._card.key))

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def _frame(self) -> None:
        """Draw what came since the last frame: many points, one drawing."""
        self._ticks += 1
        proving = self._proving
        if proving.changed or (self.is_working and self._ticks % 4 == 0):
            proving.changed = False
            self.refresh_page()

    # Drawing.

    def _state(self) -> Content:
        if self.is_working:
            spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[self._ticks // 4 % 10]
            ready = self.quiz.services.lab_client().ready
            words = going(self._proving.fraction, ready, self.say)
            return Content.styled(f"{spin} {words}", "bold $primary")
        if self._stopped:
            return Content.styled("– " + self.say("stopped"), "bold")
        proof = self._proving.proof
        if proof is None or proof.verdict is None:
            return Content.styled("– " + self.say("nothing proven"), "bold")
        symbol, colour = SYMBOLS[proof.verdict]
        return Content.styled(f"{symbol} {self.say(verdict_word(proof))}", f"bold {colour}")

    def _draw(self, sheet: Sheet) -> None:
        proving = self._proving
        sheet.gap()
        sheet.add(question(self._card, self.quiz.lang))
        shown = Shown(self._card, self._session, self.quiz.lang, self.say)
        shown.prediction(sheet, proving.proof)
        if self._notice:
            sheet.add(Content.styled(self._notice, "italic $accent"))
        guessed.draw(sheet, proving.judged, self.say)
        if proving.proof is not None:
            shown.verdict(sheet, proving)
        self._draw_curve(sheet, proving)
        if proving.proof is None:
            if self._stopped:
                sheet.gap()
                sheet.add(self.say("Stopped before the verdict. R runs it again."))
            return
        shown.checks(sheet, proving.proof)

    def _draw_curve(self, sheet: Sheet, proving: Proving) -> None:
        guess = guessed.figure(proving.judged, self.say)
        drawn = proving.landscape() if guess is None else None
        if drawn is not None:
            sheet.gap()
            sheet.plot(label(clean_line(drawn.title), "bold").truncate(sheet.width, ellipsis=True))
            plot(sheet, drawn.draw(sheet.width, max(10, min(20, self.size.height - 11))), self.say)
            return
        curves = guess.series if guess is not None else proving.curves()
        if not curves or max(len(curve.points) for curve in curves) < 3:
            return
        sheet.gap()
        height = max(6, min(14, self.size.height - 15))
        title = guess.title if guess is not None else proving.curve_name
        draw(sheet, title, curves, height, self.say)
