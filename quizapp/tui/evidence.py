"""What a card's proof came to, on a sheet: prediction, verdict, checks, how it was run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

from quizapp.deck.model import Card, Option
from quizapp.lab.isolation.level import in_short
from quizapp.lab.model import Outcome, Verdict
from quizapp.lab.proof import CardProof, CheckProof
from quizapp.review.foretold import came_true, lab_says, numbers
from quizapp.review.session import Answered, Response
from quizapp.tui import guessed
from quizapp.tui.doubt import causes
from quizapp.tui.draft import LETTERS
from quizapp.tui.paper import given
from quizapp.tui.prose import label, prose
from quizapp.tui.proving import Proving
from quizapp.tui.results import SYMBOLS
from quizapp.tui.sheet import Sheet

Say = Callable[..., str]


@dataclass(frozen=True)
class Shown:
    """A card as it was answered, whose proof is drawn."""

    card: Card
    session: Answered
    lang: str
    say: Say

    def prediction(self, sheet: Sheet, proof: CardProof | None) -> None:
        """The learner's own answer: the prediction that the lab tests, and what the lab says."""
        answer, prompt = self.session.response, self.session.prompt
        if answer is None or prompt is None or answer == Response():
            return
        sheet.hang(
            Content.styled(self.say("You predicted: "), "dim"),
            given(prompt, answer, self.lang, self.say),
        )
        says = lab_says(prompt, proof) if proof is not None else None
        if proof is None or says is None:
            return
        told = given(prompt, says, self.lang, self.say)
        good = came_true(prompt, answer, self.session.mark, says, proof)
        if good is not None:
            word = "✓ as you predicted" if good else "✗ not as you predicted"
            colour = "bold $success" if good else "bold $error"
            told = Content.assemble(told, "  ", (self.say(word), colour))
        sheet.hang(Content.styled(self.say("The lab says: "), "dim"), told)
        pair = numbers(prompt, answer, says)
        if pair is not None:
            guessed.draw_distance(sheet, *pair, self.say)

    def verdict(self, sheet: Sheet, proving: Proving) -> None:
        """The proof's verdict, in a word and in a sentence."""
        proof = proving.proof
        if proof is None:
            return
        sheet.gap()
        if proof.verdict is None:
            words = self.say("No machine has proven this card: {why}", why=proof.unproven)
            sheet.hang(Content.styled("– ", "bold"), label(words))
            return
        symbol, colour = SYMBOLS[proof.verdict]
        words = {
            Verdict.HOLDS: "The answer holds: every check came out as the card says."
            if proof.answer_measured
            else beside_the_point(proof),
            Verdict.FAILS: "The answer fails: the lab measured something else. Trust the lab.",
            Verdict.ERROR: "The lab could not finish.",
            Verdict.SKIPPED: "The lab was not run.",
        }[proof.verdict]
        lead = Content.styled(f"{symbol} {self.say(verdict_word(proof))}  ", f"bold {colour}")
        sheet.hang(lead, self.say(words))
        if proof.unproven:
            sheet.add(label(proof.unproven), indent=3)
        self._news(sheet, proving)

    def _news(self, sheet: Sheet, proving: Proving) -> None:
        """That the verdict is another than before, and why that may be."""
        if proving.trouble:
            words = self.say("The verdict was not remembered: {why}", why=proving.trouble)
            sheet.hang(Content.styled("! ", "bold $warning"), label(words))
        if proving.news is None or proving.news.before is None:
            return
        before = self.say(proving.news.before.value)
        words = self.say("Until now it was: {before}.", before=before)
        lead = Content.styled("! ", "bold $warning")
        sheet.hang(lead, label(f"{words} {causes(proving.news, self.say)}"))

    def checks(self, sheet: Sheet, proof: CardProof) -> None:
        """Every check: expected, measured, in which lab; then where all that was run."""
        if proof.checks:
            sheet.gap()
        for check in self._as_on_the_card(proof.checks):
            self.check(sheet, check)
        outcomes = [check.outcome for check in proof.checks if check.outcome is not None]
        if outcomes:
            self._run(sheet, outcomes)

    def check(self, sheet: Sheet, check: CheckProof) -> None:
        """One check: expected beside measured, in which lab."""
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
        if check.idle:
            why = self.say("This check proves nothing: {why}.", why=check.idle)
            sheet.hang(field(""), label(why))
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
        prompt = self.session.prompt
        return prompt.options if prompt is not None else self.card.options

    def _check_name(self, check: CheckProof) -> Content:
        """The option a check belongs to, with its letter; else the check's own name."""
        if check.option is None or check.option not in self._options:
            return label(self.say(check.label))
        letter = LETTERS[self._options.index(check.option)].upper()
        kind = self.say("{name}: ", name=self.say("right" if check.option.right else "wrong"))
        text = prose(check.option.text.pick(self.lang))
        return Content.assemble((f"{letter}  ", "bold $primary"), (kind, "dim"), text)

    def _run(self, sheet: Sheet, outcomes: list[Outcome]) -> None:
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
            (self.say("device"), first.device or self.say("not run")),
            (self.say("versions"), versions),
            (self.say("seconds"), f"{seconds:.3f}"),
        ]
        if first.isolation is not None:
            facts.append((self.say("isolation"), in_short(first.isolation, self.say)))
        for name, value in facts:
            sheet.hang(field(name), label(value))


def beside_the_point(proof: CardProof) -> str:
    """Why checks that hold do not prove the answer."""
    if any(check.idle for check in proof.checks):
        return "The checks hold, but one of them proves nothing."
    return "The checks hold, but none of them measures the answer itself."


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
