"""A proof taken apart: of each check everything from its knobs to its verdict, without words.

It proves as ``verify`` does, from the same runs, and keeps what that throws away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from quizapp.deck.model import Ask, Card, Check, Deck, Formula
from quizapp.errors import QuizError
from quizapp.lab import closed_form, declarative
from quizapp.lab.asked import every_knob
from quizapp.lab.beside import Labs, with_own
from quizapp.lab.claims import Claim, asks_of, bound, claims_of, without_mutant
from quizapp.lab.comparison import comparison
from quizapp.lab.formula import FormulaError
from quizapp.lab.idle import marked
from quizapp.lab.model import Measured, Outcome
from quizapp.lab.operand import NoValueError, value
from quizapp.lab.proof import CardProof, CheckProof, conclude
from quizapp.lab.verify import Runner, judge_claim, run_all


@dataclass(frozen=True, slots=True)
class Turned:
    """The knobs of a run by where they come from; ``replaced`` is what the lab itself declares in
    the place of those that are turned.
    """

    declared: Mapping[str, object]
    turned: Mapping[str, object]
    drawn: Mapping[str, object]
    replaced: Mapping[str, object]
    defaults: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ran:
    """One run that a check looks at: the lab, its knobs, what came of it, what is taken from it.

    ``raw`` is the measurement as the lab gave it, ``picked`` what ``at`` and ``abs`` leave of it.
    """

    ask: Ask
    kind: str
    lab: str
    meaning: str
    knobs: Turned
    outcome: Outcome
    raw: Measured = None
    picked: Measured = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A check, from its knobs to its verdict.

    ``beside`` is the other run that it is compared with; ``formula`` its closed form, with names
    and with numbers; ``how`` the comparison, empty where there is nothing to compare.
    """

    claim: Claim
    proof: CheckProof
    run: Ran | None
    beside: Ran | None = None
    formula: tuple[str, str] = ("", "")
    how: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A card's proof, check by check."""

    card: Card
    proof: CardProof
    checks: tuple[Explained, ...] = field(default_factory=tuple)


async def explain(
    card: Card, deck: Deck, labs: Labs, client: Runner, *, device: str = "auto", seed: int = 0
) -> Explanation:
    """Prove a card, and keep every step of it."""
    labs = with_own(deck, labs)
    written = [*claims_of(card, "")]
    claims = [
        (one, claim, as_written)
        for one, drawn in bound(card)
        for claim, as_written in zip(claims_of(one, drawn), written, strict=True)
    ]
    asks = [ask for _, claim, _ in claims for ask in asks_of(claim)]
    outcome_of = await run_all(asks, deck, labs, client, device=device, seed=seed)
    judged = [
        (one, claim, judge_claim(one, claim, deck, labs, outcome_of)) for one, claim, _ in claims
    ]
    if not judged:
        return Explanation(card, CardProof(card.key, None, (), card.unproven or _NONE))
    proofs = marked(judged, deck, labs)
    checks = [
        _explained(claim, as_written, proof, deck, labs, outcome_of)
        for (_, claim, as_written), proof in zip(claims, proofs, strict=True)
    ]
    return Explanation(card, conclude(card, proofs), tuple(checks))


_NONE = "no check is written"


def _explained(
    claim: Claim,
    written: Claim,
    proof: CheckProof,
    deck: Deck,
    labs: Labs,
    outcome_of: Callable[[Ask], Outcome],
) -> Explained:
    try:
        run = _ran(claim.ask, written.ask, claim.check, deck, labs, outcome_of)
    except QuizError:
        return Explained(claim, proof, None)
    check = claim.check
    if check is None:
        return Explained(claim, proof, run)
    other = _other(check)
    beside = None
    try:
        if other is not None:
            beside = _ran(other, other, check, deck, labs, outcome_of)
    except QuizError:
        return Explained(claim, proof, run)
    how = comparison(proof.compared) if proof.compared is not None else ""
    return Explained(claim, proof, run, beside, _formula(check, deck, labs), how)


def _other(check: Check) -> Ask | None:
    """The run that a check's is compared with, if it is another one."""
    if isinstance(check.expected, Ask):
        return check.expected
    is_mutant = check.op == "same-as-torch" and "mutant" in check.ask.knobs
    return without_mutant(check.ask) if is_mutant else None


def _formula(check: Check, deck: Deck, labs: Labs) -> tuple[str, str]:
    if not isinstance(check.expected, Formula):
        return "", ""
    text = check.expected.text
    try:
        return text, closed_form.filled(text, every_knob(check.ask, deck, labs))
    except FormulaError:
        return text, ""


def _ran(
    ask: Ask,
    written: Ask,
    check: Check | None,
    deck: Deck,
    labs: Labs,
    outcome_of: Callable[[Ask], Outcome],
) -> Ran:
    spec = deck.labs.get(ask.lab)
    info = labs.get(spec.run if spec is not None else ask.lab)
    is_code = info is not None and (spec is None or spec.kind == "code")
    name = ask.get or "raised"
    meanings = info.measures | info.series if info is not None else _MEANINGS  # type: ignore[operator]
    outcome = outcome_of(ask)
    ran = Ran(
        ask,
        "code" if is_code else "optimizer",
        info.name if info is not None else str(every_knob(ask, deck, labs).get("opt", "")),
        meanings.get(name, ""),
        _turned(ask, written, deck, labs),
        outcome,
    )
    return _with_value(ran, check)


_MEANINGS = {**declarative.SERIES, **declarative.MEASURES}


def _with_value(ran: Ran, check: Check | None) -> Ran:
    try:
        raw = value(ran.outcome, replace(ran.ask, at=None, absolute=False), check)
        return replace(ran, raw=raw, picked=value(ran.outcome, ran.ask, check))
    except NoValueError as none:
        return replace(ran, trouble=str(none))


def _turned(ask: Ask, written: Ask, deck: Deck, labs: Labs) -> Turned:
    spec = deck.labs.get(ask.lab)
    declared = dict(spec.settings) if spec is not None else {}
    drawn = {name for name, value in written.knobs.items() if _has_placeholder(value)}
    every = every_knob(ask, deck, labs)
    return Turned(
        {name: value for name, value in declared.items() if name not in ask.knobs},
        {name: value for name, value in ask.knobs.items() if name not in drawn},
        {name: value for name, value in ask.knobs.items() if name in drawn},
        {name: every_knob(_bare(ask), deck, labs).get(name) for name in ask.knobs},
        {name: value for name, value in every.items() if name not in {*declared, *ask.knobs}},
    )


def _bare(ask: Ask) -> Ask:
    return replace(ask, knobs={})


def _has_placeholder(value: object) -> bool:
    return any("{" in text for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
