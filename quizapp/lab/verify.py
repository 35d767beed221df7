"""Proving cards: from an ``Ask`` to a job, to a measurement, to a verdict on the card."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from quizapp.deck.model import Ask, Card, CardType, Check, Deck, Option, Position
from quizapp.errors import QuizError
from quizapp.lab import declarative, judge, knobs
from quizapp.lab.asked import Asked, asked
from quizapp.lab.beside import with_own
from quizapp.lab.model import Job, LabInfo, Measured, Outcome, Point, Progress, Verdict
from quizapp.lab.said import contradiction
from quizapp.text.near import nearest

Labs = Mapping[str, LabInfo]
OnEvent = Callable[[Point | Progress], None]


class Runner(Protocol):
    """What runs jobs: a lab client, or something around one."""

    async def run(self, job: Job, on_event: OnEvent | None = None, /) -> Outcome:
        """Run a job; its misbehaviour is an outcome, never an exception."""


ABSENT = "absent"
"""What ``x.state.<name>`` measures when the optimizer keeps no such thing."""


@dataclass(frozen=True, slots=True)
class CheckProof:
    """What one check came to.

    ``verdict`` is the check's own: on a wrong option it should be FAILS. ``right`` says which: True
    must hold, False must fail, None (not an option or a statement) must hold. ``option`` is the one
    that it belongs to, ``of_answer`` says that it measures the card's answer itself, ``asked`` are
    its measurement and the one that it is compared with.
    """

    label: str
    verdict: Verdict
    expected: str = ""
    measured: str = ""
    reason: str = ""
    where: Position | None = None
    outcome: Outcome | None = None
    right: bool | None = None
    option: Option | None = None
    of_answer: bool = False
    asked: tuple[Asked, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it came out as the card says."""
        return self.verdict is (Verdict.FAILS if self.right is False else Verdict.HOLDS)

    @property
    def must_be(self) -> str:
        """What the card needs it to come out as: for a wrong option, that it does not hold."""
        if self.right is not False:
            return self.expected
        is_option = self.label.startswith("wrong: ")
        because = "it is marked wrong" if is_option else "the answer is false"
        return f"not ({self.expected}), as {because}"


@dataclass(frozen=True, slots=True)
class CardProof:
    """What a card's checks came to; ``verdict`` None: not (fully) proven, ``unproven`` says why.

    ``answer_measured``: a check compares the keyed answer itself with a measurement. Without one a
    card that holds is only supported: its checks are true, and a wrong answer would pass them too.
    """

    key: str
    verdict: Verdict | None
    checks: tuple[CheckProof, ...] = ()
    unproven: str = ""
    answer_measured: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing to prove of a card: a check, or (``check`` None) that a live answer is a number."""

    label: str
    ask: Ask
    check: Check | None
    right: bool | None
    where: Position | None
    option: Option | None = None


def job_for(ask: Ask, deck: Deck, labs: Labs, *, device: str = "auto", seed: int = 0) -> Job:
    """The job that measures what is asked, its knobs complete and checked.

    Raises:
        QuizError: no such lab, knob or setting, or a value out of bounds.
    """
    spec = deck.labs.get(ask.lab)
    if spec is not None and spec.kind == "optimizer":
        settings = {**spec.settings, **ask.knobs}
        faults = declarative.faults(settings)
        if faults:
            first = faults[0]
            raise QuizError(f"lab {ask.lab!r}: {first.sentence}", first.help)
        plain = {name: _plain(value) for name, value in settings.items()}
        return Job("optimizer", ask.lab, plain, device=device, seed=seed)
    name = spec.run if spec is not None else ask.lab
    info = labs.get(name)
    if info is None:
        near = nearest(name, [*deck.labs, *labs])
        raise QuizError(f"no lab {name!r}", f"Did you mean {near!r}?" if near else "")
    given = {**(spec.settings if spec is not None else {}), **ask.knobs}
    return knobs.job(info, given, device=device, seed=seed)


async def measure(
    ask: Ask,
    deck: Deck,
    labs: Labs,
    client: Runner,
    *,
    device: str = "auto",
    seed: int = 0,
    on_event: OnEvent | None = None,
) -> tuple[Outcome, Measured]:
    """Run what is asked; its outcome and the measurement (None when there is none: see verdict).

    Raises:
        QuizError: as ``job_for``.
    """
    job = job_for(ask, deck, with_own(deck, labs), device=device, seed=seed)
    outcome = await client.run(job, on_event)
    try:
        return outcome, value(outcome, ask)
    except _NoValueError as none:
        return _with_reason(outcome, none), None


async def prove(
    card: Card,
    deck: Deck,
    labs: Labs,
    client: Runner,
    *,
    device: str = "auto",
    seed: int = 0,
    on_event: OnEvent | None = None,
) -> CardProof:
    """Prove a card: every check of it, for every combination of its ``vary``.

    Identical jobs run once. A choice holds only when every right option's check holds and every
    wrong one's fails.
    """
    claims = [(one, claim) for one, drawn in _bound(card) for claim in _claims(one, drawn)]
    if not claims:
        return CardProof(card.key, None, (), card.unproven or "no check is written")
    labs = with_own(deck, labs)
    jobs: dict[str, Job] = {}
    for _, claim in claims:
        for ask in _asks(claim):
            try:
                job = job_for(ask, deck, labs, device=device, seed=seed)
            except QuizError:
                continue  # judged below, where it has a claim to belong to
            jobs[_key(job)] = job
    ran = await asyncio.gather(*(client.run(job, on_event) for job in jobs.values()))
    outcomes = dict(zip(jobs, ran, strict=True))

    def outcome_of(ask: Ask) -> Outcome:
        return outcomes[_key(job_for(ask, deck, labs, device=device, seed=seed))]

    def judged(one: Card, claim: Claim) -> CheckProof:
        told = tuple(asked(ask, deck, labs) for ask in _asks(claim))
        return replace(_judge(one, claim, outcome_of), asked=told)

    return conclude(card, [judged(one, claim) for one, claim in claims])


def conclude(card: Card, checks: Sequence[CheckProof]) -> CardProof:
    """The verdict on a card from those on its checks."""

    def proof(verdict: Verdict | None, unproven: str = "") -> CardProof:
        return CardProof(card.key, verdict, tuple(checks), unproven, answer_measured(card))

    verdicts = {check.verdict for check in checks}
    judged = (Verdict.HOLDS, Verdict.FAILS)
    if any(not check.good for check in checks if check.verdict in judged):
        return proof(Verdict.FAILS)
    for verdict in (Verdict.ERROR, Verdict.SKIPPED):
        if verdict in verdicts:
            return proof(verdict)
    bare = sum(option.when is None for option in card.options)
    if bare:  # what holds beside the options does not say which of them are right
        return proof(None, card.unproven or f"{bare} of {len(card.options)} options have no check")
    return proof(Verdict.HOLDS)


def answer_measured(card: Card) -> bool:
    """Whether the card's checks would fail if another answer were keyed."""
    if card.options:
        return all(option.when is not None for option in card.options)
    if isinstance(card.answer, Ask) or (card.type is CardType.TRUTH and card.when is not None):
        return True
    return any(check.op == "is_answer" for check in card.verify)


class _NoValueError(Exception):
    """A run gave no such measurement; ``verdict`` is ERROR or SKIPPED."""

    def __init__(self, reason: str, verdict: Verdict = Verdict.ERROR) -> None:
        super().__init__(reason)
        self.verdict = verdict


def value(outcome: Outcome, ask: Ask) -> Measured:
    """The measurement an ``Ask`` wants of an outcome.

    Raises:
        _NoValueError: the run died, was skipped, disagrees with torch, or measured no such thing.
    """
    if outcome.verdict in (Verdict.ERROR, Verdict.SKIPPED):
        raise _NoValueError(outcome.reason, outcome.verdict)
    if outcome.verdict is Verdict.FAILS:
        raise _NoValueError(outcome.reason or "our optimizer and torch's differ")
    name = ask.get or "raised"
    measures = outcome.measures
    if name not in measures:
        if measures.get("raised"):
            raise _NoValueError(f"the run raised {measures['raised']}")
        if name.startswith("x.state."):
            return ABSENT
        raise _NoValueError(f"it measures no {name!r} (but {', '.join(measures)})")
    try:
        return judge.pick(measures[name], ask.at, ask.absolute)
    except ValueError as error:
        raise _NoValueError(f"{name}: {error}") from error


def _with_reason(outcome: Outcome, none: _NoValueError) -> Outcome:
    if outcome.verdict is Verdict.FAILS:
        return outcome
    return replace(outcome, verdict=none.verdict, reason=str(none))


def _judge(card: Card, claim: Claim, outcome_of: Callable[[Ask], Outcome]) -> CheckProof:
    """One claim, once its jobs have run."""

    def proof(verdict: Verdict, expected: str, measured: str, reason: str = "") -> CheckProof:
        return CheckProof(
            claim.label,
            verdict,
            expected,
            measured,
            reason,
            claim.where,
            outcome,
            claim.right,
            claim.option,
            of_answer=check is None or check.op == "is_answer",
        )

    outcome: Outcome | None = None
    check = claim.check
    expected = "a finite number" if check is None else ""
    try:
        outcome = outcome_of(claim.ask)
        measured = value(outcome, claim.ask)
        if check is None:
            verdict = Verdict.HOLDS if judge.finite(measured) else Verdict.FAILS
            return proof(verdict, expected, judge.show(measured))
        operand = check.expected
        if isinstance(operand, Ask):
            operand = value(outcome_of(operand), operand)  # type: ignore[assignment]
        unsaid = claim.option and contradiction(claim.option, check, operand)
        if unsaid:
            return proof(Verdict.ERROR, expected, judge.show(measured), unsaid)
        found = judge.judge(check, measured, operand, card)
        return proof(found.verdict, found.expected, found.measured, found.reason)
    except _NoValueError as none:
        return proof(none.verdict, expected, "", str(none))
    except QuizError as error:
        return proof(Verdict.ERROR, expected, "", str(error).replace("\n  ", "; "))


def _bound(card: Card) -> list[tuple[Card, str]]:
    """The card with each combination of its ``vary`` put in, and what tells that one apart."""
    if not card.vary:
        return [(card, "")]
    from quizapp.deck.template import bind, combinations

    return [
        (bind(card, values), " — " + ", ".join(f"{name}={value}" for name, value in values.items()))
        for values in combinations(card)
    ]


def _claims(card: Card, drawn: str) -> Iterator[Claim]:
    if isinstance(card.answer, Ask):
        where = card.answer.where or card.where
        yield Claim(f"answer{drawn}", card.answer, None, None, where)
    if card.when is not None and card.type is CardType.TRUTH:
        right = card.answer is True
        where = card.when.ask.where or card.where
        yield Claim(f"statement{drawn}", card.when.ask, card.when, right, where)
    for option in card.options:
        if option.when is not None:
            kind = "right" if option.right else "wrong"
            label = f"{kind}: {option.text.pick('en')[:80]}{drawn}"
            where = option.when.ask.where or option.where or card.where
            yield Claim(label, option.when.ask, option.when, option.right, where, option)
    for check in card.verify:
        where = check.ask.where or card.where
        yield Claim(f"verify{drawn}", check.ask, check, None, where)


def asks(card: Card) -> Iterator[Ask]:
    """Everything that a card asks of labs, as it is written."""
    for claim in _claims(card, ""):
        yield from _asks(claim)


def _asks(claim: Claim) -> Iterator[Ask]:
    yield claim.ask
    if claim.check is not None and isinstance(claim.check.expected, Ask):
        yield claim.check.expected


def _key(job: Job) -> str:
    return repr((job.kind, job.name, job.origin, job.device, job.seed, sorted(job.knobs.items())))


def _plain(setting: object) -> object:
    return [_plain(item) for item in setting] if isinstance(setting, (list, tuple)) else setting
