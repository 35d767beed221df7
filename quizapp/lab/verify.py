"""Proving cards: from an ``Ask`` to a job, to a measurement, to a verdict on the card."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from quizapp.deck.model import Ask, Card, Deck
from quizapp.errors import QuizError
from quizapp.lab import declarative, judge, knobs
from quizapp.lab.asked import asked
from quizapp.lab.beside import with_own
from quizapp.lab.claims import Claim, asks_of, bound, claims_of
from quizapp.lab.idle import marked
from quizapp.lab.model import Job, LabInfo, Measured, Outcome, Point, Progress, Verdict
from quizapp.lab.operand import Compared, NoValueError, compared, value
from quizapp.lab.proof import CardProof, CheckProof, conclude
from quizapp.lab.said import contradiction
from quizapp.text.near import nearest

Labs = Mapping[str, LabInfo]
OnEvent = Callable[[Point | Progress], None]


class Runner(Protocol):
    """What runs jobs: a lab client, or something around one."""

    async def run(self, job: Job, on_event: OnEvent | None = None, /) -> Outcome:
        """Run a job; its misbehaviour is an outcome, never an exception."""


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
    except NoValueError as none:
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
    claims = [(one, claim) for one, drawn in bound(card) for claim in claims_of(one, drawn)]
    if not claims:
        return CardProof(card.key, None, (), card.unproven or "no check is written")
    labs = with_own(deck, labs)
    asks = [ask for _, claim in claims for ask in asks_of(claim)]
    outcome_of = await run_all(
        asks, deck, labs, client, device=device, seed=seed, on_event=on_event
    )
    judged = [
        (one, claim, judge_claim(one, claim, deck, labs, outcome_of)) for one, claim in claims
    ]
    return conclude(card, marked(judged, deck, labs))


async def run_all(
    asks: Iterable[Ask],
    deck: Deck,
    labs: Labs,
    client: Runner,
    *,
    device: str = "auto",
    seed: int = 0,
    on_event: OnEvent | None = None,
) -> Callable[[Ask], Outcome]:
    """Run everything that is asked, identical jobs once; what each came to.

    Args:
        labs: the deck's own among them.

    Returns:
        the outcome of an ``Ask``; it raises a ``QuizError`` where the ask makes no job.
    """
    jobs: dict[str, Job] = {}
    for ask in asks:
        try:
            job = job_for(ask, deck, labs, device=device, seed=seed)
        except QuizError:
            continue  # judged where it has a claim to belong to
        jobs[_key(job)] = job
    ran = await asyncio.gather(*(client.run(job, on_event) for job in jobs.values()))
    outcomes = dict(zip(jobs, ran, strict=True))
    return lambda ask: outcomes[_key(job_for(ask, deck, labs, device=device, seed=seed))]


def _with_reason(outcome: Outcome, none: NoValueError) -> Outcome:
    if outcome.verdict is Verdict.FAILS:
        return outcome
    return replace(outcome, verdict=none.verdict, reason=str(none))


def judge_claim(
    card: Card, claim: Claim, deck: Deck, labs: Labs, outcome_of: Callable[[Ask], Outcome]
) -> CheckProof:
    """The verdict on one claim, once its jobs have run."""

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
            compared=one,
            asked=tuple(asked(ask, deck, labs) for ask in asks_of(claim)),
        )

    outcome: Outcome | None = None
    one: Compared | None = None
    check = claim.check
    expected = "a finite number" if check is None else ""
    try:
        outcome = outcome_of(claim.ask)
        if check is None:
            measured = value(outcome, claim.ask)
            verdict = Verdict.HOLDS if judge.finite(measured) else Verdict.FAILS
            return proof(verdict, expected, judge.show(measured))
        one = compared(check, card, deck, labs, outcome_of)
        unsaid = claim.option and contradiction(claim.option, one.check, one.operand, one.unit)
        if unsaid:
            return proof(Verdict.ERROR, expected, judge.show(one.measured), unsaid)
        found = judge.judge(one.check, one.measured, one.operand, one.card)
        unit = f" {one.unit}" if one.unit else ""
        measures = found.measured + unit if found.measured else ""
        return proof(found.verdict, found.expected + unit, measures, found.reason)
    except NoValueError as none:
        return proof(none.verdict, expected, "", str(none))
    except QuizError as error:
        return proof(Verdict.ERROR, expected, "", str(error).replace("\n  ", "; "))


def _key(job: Job) -> str:
    return repr((job.kind, job.name, job.origin, job.device, job.seed, sorted(job.knobs.items())))


def _plain(setting: object) -> object:
    return [_plain(item) for item in setting] if isinstance(setting, (list, tuple)) else setting
