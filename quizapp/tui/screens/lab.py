"""The lab on a card: live curve, expected against measured, verdict. Proves; never grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.worker import Worker

from quizapp.deck.model import Card, Deck, Option
from quizapp.lab.isolation.level import in_short
from quizapp.lab.model import Outcome, Verdict
from quizapp.lab.verify import CardProof, CheckProof
from quizapp.review.foretold import came_true, lab_says
from quizapp.review.session import Response, Session
from quizapp.text.clean import clean_line
from quizapp.tui.commands import bindings
from quizapp.tui.curves import draw, plot
from quizapp.tui.doubt import causes
from quizapp.tui.draft import LETTERS
from quizapp.tui.paper import given, question
from quizapp.tui.prose import label, prose
from quizapp.tui.proving import Proving
from quizapp.tui.results import SYMBOLS
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.sheet_view import SheetView

FRAME = 1 / 30
"""Seconds between two drawings of a live curve, at least."""


class LabScreen(Page):
    """Runs at once when it opens; Esc stops the run, then closes."""

    where = "lab"
    BINDINGS = bindings("lab")

    def __init__(self, card: Card, deck: Deck, session: Session) -> None:
        super().__init__()
        self._card = card
        self._deck = deck
        self._answered = session.response
        self._mark = session.mark
        self._prompt = session.prompt
        self._proving: Proving | None = None
        self._run: Worker[None] | None = None
        self._stopped = False
        self._ticks = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.set_interval(FRAME, self._frame)
        self.action_run()

    def keys(self) -> Iterable[str]:
        yield from ("lab.stop",) if self.is_working else ("lab.leave", "lab.run")
        yield from (
            ("lab.bench", "lab.walk") if self._proving is not None and self._proving.traces else ()
        )
        yield from ("lab.down", "app.help", "app.language")

    def refresh_page(self) -> None:
        self.title_bar(
            Content.assemble(self.say("Lab"), "  ", label(self._card.key, "dim")), self._state()
        )
        self.query_one(SheetView).show()

    @property
    def is_working(self) -> bool:
        # The proof ends the run; its task may still need a moment to end.
        proven = self._proving is not None and self._proving.proof is not None
        return self._run is not None and not (self._run.is_finished or self._stopped or proven)

    # Keys.

    def action_run(self) -> None:
        if self.is_working:
            return
        self._stopped = False
        self._proving = Proving(self.quiz.services, self._card, self._deck)
        self._run = self.run_worker(self._proving.run(), group="proof", exit_on_error=True)
        self.refresh_page()

    def action_walk(self) -> None:
        """Walk through an update of the first run that has one."""
        jobs = [trace.job for trace in self._proving.traces] if self._proving else []
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
        if self._proving is not None and self._proving.traces:
            self.quiz.open_job(self._proving.traces[0].job)

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def _frame(self) -> None:
        """Draw what came since the last frame: many points, one drawing."""
        self._ticks += 1
        proving = self._proving
        if proving is not None and (proving.changed or (self.is_working and self._ticks % 4 == 0)):
            proving.changed = False
            self.refresh_page()

    # Drawing.

    def _state(self) -> Content:
        if self.is_working:
            spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[self._ticks // 4 % 10]
            done = round(100 * self._proving.fraction) if self._proving else 0
            ready = self.quiz.services.lab_client().ready
            words = self.say("running {done}%", done=done) if ready else self.say("starting torch…")
            return Content.styled(f"{spin} {words}", "bold $primary")
        if self._stopped:
            return Content.styled("– " + self.say("stopped"), "bold")
        proof = self._proving.proof if self._proving else None
        if proof is None or proof.verdict is None:
            return Content.styled("– " + self.say("nothing proven"), "bold")
        symbol, colour = SYMBOLS[proof.verdict]
        return Content.styled(f"{symbol} {self.say(verdict_word(proof))}", f"bold {colour}")

    def _draw(self, sheet: Sheet) -> None:
        proving = self._proving
        if proving is None:
            return
        sheet.gap()
        sheet.add(question(self._card, self.quiz.lang))
        proof = proving.proof
        self._draw_prediction(sheet, proof)
        if proof is not None:
            self._draw_verdict(sheet, proof)
        self._draw_curve(sheet, proving)
        if proof is None:
            if self._stopped:
                sheet.gap()
                sheet.add(self.say("Stopped before the verdict. R runs it again."))
            return
        if proof.checks:
            sheet.gap()
        for check in self._as_on_the_card(proof.checks):
            self._draw_check(sheet, check)
        outcomes = [check.outcome for check in proof.checks if check.outcome is not None]
        if outcomes:
            self._draw_run(sheet, outcomes)

    def _draw_prediction(self, sheet: Sheet, proof: CardProof | None) -> None:
        """The learner's own answer: the prediction that the lab tests, and what the lab says."""
        answer, prompt = self._answered, self._prompt
        if answer is None or prompt is None or answer == Response():
            return
        sheet.hang(
            Content.styled(self.say("You predicted: "), "dim"),
            given(prompt, answer, self.quiz.lang, self.say),
        )
        says = lab_says(prompt, proof) if proof is not None else None
        if proof is None or says is None:
            return
        told = given(prompt, says, self.quiz.lang, self.say)
        good = came_true(prompt, answer, self._mark, says, proof)
        if good is not None:
            word = "✓ as you predicted" if good else "✗ not as you predicted"
            colour = "bold $success" if good else "bold $error"
            told = Content.assemble(told, "  ", (self.say(word), colour))
        sheet.hang(Content.styled(self.say("The lab says: "), "dim"), told)

    def _draw_curve(self, sheet: Sheet, proving: Proving) -> None:
        drawn = proving.landscape()
        if drawn is not None:
            sheet.gap()
            sheet.plot(label(clean_line(drawn.title), "bold").truncate(sheet.width, ellipsis=True))
            plot(sheet, drawn.draw(sheet.width, max(10, min(20, self.size.height - 11))))
            return
        curves = proving.curves()
        if not curves or max(len(curve.points) for curve in curves) < 3:
            return
        sheet.gap()
        height = max(6, min(14, self.size.height - 15))
        draw(sheet, proving.curve_name, curves, height)

    def _draw_verdict(self, sheet: Sheet, proof: CardProof) -> None:
        sheet.gap()
        if proof.verdict is None:
            words = self.say("No machine has proven this card: {why}", why=proof.unproven)
            sheet.hang(Content.styled("– ", "bold"), label(words))
            return
        symbol, colour = SYMBOLS[proof.verdict]
        words = {
            Verdict.HOLDS: "The answer holds: every check came out as the card says."
            if proof.answer_measured
            else "The checks hold, but none of them measures the answer itself.",
            Verdict.FAILS: "The answer fails: the lab measured something else. Trust the lab.",
            Verdict.ERROR: "The lab could not finish.",
            Verdict.SKIPPED: "The lab was not run.",
        }[proof.verdict]
        lead = Content.styled(f"{symbol} {self.say(verdict_word(proof))}  ", f"bold {colour}")
        sheet.hang(lead, self.say(words))
        if proof.unproven:
            sheet.add(label(proof.unproven), indent=3)
        self._draw_news(sheet)

    def _draw_news(self, sheet: Sheet) -> None:
        """That the verdict is another than before, and why that may be."""
        proving = self._proving
        if proving is not None and proving.trouble:
            words = self.say("The verdict was not remembered: {why}", why=proving.trouble)
            sheet.hang(Content.styled("! ", "bold $warning"), label(words))
        if proving is None or proving.news is None or proving.news.before is None:
            return
        before = self.say(proving.news.before.value)
        words = self.say("Until now it was: {before}.", before=before)
        lead = Content.styled("! ", "bold $warning")
        sheet.hang(lead, label(f"{words} {causes(proving.news, self.say)}"))

    def _draw_check(self, sheet: Sheet, check: CheckProof) -> None:
        symbol, colour = SYMBOLS[check.verdict]
        if check.good:
            symbol, colour = SYMBOLS[Verdict.HOLDS]
        word = self.say(check.verdict.value)
        if check.right is False and check.verdict is Verdict.FAILS:
            word = self.say("fails, as it must")
        lead = Content.styled(f" {symbol} ", f"bold {colour}")
        sheet.hang(lead, Content.assemble(self._check_name(check), (f"  {word}", f"{colour}")))
        sheet.hang(field(self.say("expected")), label(check.expected))
        main, *others = check.asked
        meaning = f": {main.meaning}" if main.meaning else ""
        named = label(f"{main.measure}{meaning}", "dim")
        sheet.hang(
            field(self.say("measured")), Content.assemble(label(check.measured), "  ", named)
        )
        if check.reason:
            sheet.hang(field(""), label(check.reason))
        sheet.hang(field(self.say("lab")), label(main.turned, "dim"))
        for other in others:
            told = label(f"{other.measure}, {other.turned}", "dim")
            sheet.hang(field(self.say("beside")), told)

    def _as_on_the_card(self, checks: Sequence[CheckProof]) -> list[CheckProof]:
        """The checks in the order in which the options were shown; then the others."""
        shown = list(self._options)
        return sorted(
            checks, key=lambda one: shown.index(one.option) if one.option in shown else len(shown)
        )

    @property
    def _options(self) -> tuple[Option, ...]:
        return self._prompt.options if self._prompt is not None else self._card.options

    def _check_name(self, check: CheckProof) -> Content:
        """The option a check belongs to, with its letter; else the check's own name."""
        if check.option is None or check.option not in self._options:
            return label(self.say(check.label))
        letter = LETTERS[self._options.index(check.option)].upper()
        kind = self.say("{name}: ", name=self.say("right" if check.option.right else "wrong"))
        text = prose(check.option.text.pick(self.quiz.lang))
        return Content.assemble((f"{letter}  ", "bold $primary"), (kind, "dim"), text)

    def _draw_run(self, sheet: Sheet, outcomes: list[Outcome]) -> None:
        first = outcomes[0]
        sheet.gap()
        sheet.rule()
        gaps = [outcome.gap for outcome in outcomes if outcome.gap is not None]
        agree = [outcome.agrees for outcome in outcomes if outcome.agrees is not None]
        if agree:
            symbol, colour = SYMBOLS[Verdict.HOLDS if all(agree) else Verdict.FAILS]
            words = "ours agrees with torch" if all(agree) else "ours differs from torch"
            line = f"{self.say(words)} ({self.say('gap')} {max(gaps, default=0.0):.2g})"
            sheet.hang(Content.styled(f" {symbol} ", f"bold {colour}"), line)
        seconds = sum({id(o): o.seconds for o in outcomes}.values())
        versions = ", ".join(f"{name} {number}" for name, number in first.versions.items())
        facts = [
            (self.say("seed"), str(first.seed)),
            (self.say("device"), first.device),
            (self.say("versions"), versions),
            (self.say("seconds"), f"{seconds:.3f}"),
        ]
        if first.isolation is not None:
            facts.append((self.say("isolation"), in_short(first.isolation, self.say)))
        for name, value in facts:
            sheet.hang(field(name), label(value))


def verdict_word(proof: CardProof) -> str:
    """A card's verdict in one word; one that holds without measuring the answer is supported."""
    if proof.verdict is None:
        return "nothing proven"
    supported = proof.verdict is Verdict.HOLDS and not proof.answer_measured
    return "supported" if supported else proof.verdict.value


def field(name: str) -> Content:
    """The name of a value, in a column as wide for Chinese as for English."""
    lead = Content.styled(f"   {name} ", "dim")
    return lead.pad_right(max(0, 13 - lead.cell_length))
