"""What there is to prove of a card: its claims, each with what it asks of labs. Runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from quizapp.deck.model import Ask, Card, CardType, Check, Option, Position


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing to prove of a card: a check, or (``check`` None) that a live answer is a number."""

    label: str
    ask: Ask
    check: Check | None
    right: bool | None
    where: Position | None
    option: Option | None = None


def bound(card: Card) -> list[tuple[Card, str]]:
    """The card with each combination of its ``vary`` put in, and what tells that one apart."""
    if not card.vary:
        return [(card, "")]
    from quizapp.deck.template import bind, combinations

    return [
        (bind(card, values), " — " + ", ".join(f"{name}={value}" for name, value in values.items()))
        for values in combinations(card)
    ]


def claims_of(card: Card, drawn: str) -> Iterator[Claim]:
    """Each claim of a card whose values are put in; ``drawn`` is told beside its label."""
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
    for claim in claims_of(card, ""):
        yield from asks_of(claim)


def asks_of(claim: Claim) -> Iterator[Ask]:
    """What a claim measures, and what that is compared with if it is measured too."""
    yield claim.ask
    if claim.check is not None and isinstance(claim.check.expected, Ask):
        yield claim.check.expected
    elif _beside_torch(claim) and "mutant" in claim.ask.knobs:
        yield without_mutant(claim.ask)


def _beside_torch(claim: Claim) -> bool:
    return claim.check is not None and claim.check.op == "same-as-torch"


def without_mutant(ask: Ask) -> Ask:
    """The same of the run that torch's stands beside: no mutant is compared with torch."""
    turned = {**ask.knobs, "mutant": "none"} if "mutant" in ask.knobs else ask.knobs
    return replace(ask, knobs=turned)
