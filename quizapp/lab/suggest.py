"""Proposals of checks, each proven before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from quizapp.deck.model import (
    Ask,
    Card,
    CardKey,
    CardType,
    Check,
    Deck,
    LocalText,
    Option,
    Position,
    Value,
)
from quizapp.deck.template import bind, combinations
from quizapp.lab.asked import every_knob
from quizapp.lab.beside import Labs, with_own
from quizapp.lab.claims import asks
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof
from quizapp.lab.propose import Part, Proposal, of_lab, proposals
from quizapp.lab.readings import Reading, read
from quizapp.lab.verify import Runner, prove

MOST_LABS = 12
"""Of a deck whose card names no lab, so many are tried."""

_TRIED = 40
"""So many candidates are proven at most."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A proposal and its proof, in the card or (of a lab) in none."""

    parts: tuple[Part, ...]
    reading: Reading
    proof: CardProof


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is proposed, best first; everything that was measured; why a lab measured nothing."""

    proposals: tuple[Proven, ...]
    readings: tuple[Reading, ...]
    troubles: Mapping[str, str]


async def for_card(
    card: Card, deck: Deck, labs: Labs, client: Runner, *, device: str, most: int
) -> Suggested:
    """Checks for a card, whatever it has now."""
    labs = with_own(deck, labs)
    written = _setups(card, deck, labs)
    drawn, setups = _drawn(card, written)
    back = {_run(bound): ask.knobs for ask, bound in zip(written, setups, strict=True)}
    found = await read(setups, deck, labs, client, device=device)
    proven: list[Proven] = []
    for one in proposals(drawn, found.readings)[:_TRIED]:
        parts = tuple(_undrawn(part, card, drawn, back) for part in one.parts)
        proof = await prove(_with(card, parts), deck, labs, client, device=device)
        if proof.verdict is Verdict.HOLDS and proof.answer_measured:
            proven.append(Proven(parts, one.reading, proof))
        if len(proven) == most:
            break
    return Suggested(tuple(proven), found.readings, found.troubles)


async def for_lab(
    name: str, deck: Deck, labs: Labs, client: Runner, *, device: str, most: int
) -> Suggested:
    """Checks that say something of a lab."""
    labs = with_own(deck, labs)
    found = await read([Ask(name, "")], deck, labs, client, device=device)
    proven: list[Proven] = []
    for one in of_lab(found.readings)[:_TRIED]:
        proof = await prove(_bare(deck, one), deck, labs, client, device=device)
        if proof.verdict is Verdict.HOLDS and not any(check.idle for check in proof.checks):
            proven.append(Proven(one.parts, one.reading, proof))
        if len(proven) == most:
            break
    return Suggested(tuple(proven), found.readings, found.troubles)


def _setups(card: Card, deck: Deck, labs: Labs) -> list[Ask]:
    """The runs to look at: those of the card's checks, and their labs as declared; else all labs of
    the deck, turned as the card varies.
    """
    own = [ask for ask in asks(card) if ask.knobs.get("mutant", "none") == "none"]
    runs = [Ask(ask.lab, "", ask.knobs) for ask in own]
    bare = [Ask(ask.lab, "") for ask in own]
    if not own:
        for name in list(deck.labs)[:MOST_LABS]:
            known = every_knob(Ask(name, ""), deck, labs)
            bare.append(Ask(name, "", {one: f"{{{one}}}" for one in card.vary if one in known}))
    return list({_run(ask): ask for ask in (*bare, *runs)}.values())


def _drawn(card: Card, written: Iterable[Ask]) -> tuple[Card, list[Ask]]:
    """The card and the runs with the first of their varying values put in."""
    carrying = replace(card, verify=tuple(Check(ask, "is_answer") for ask in written))
    bound = bind(carrying, combinations(card, 1)[0])
    return replace(bound, verify=()), [check.ask for check in bound.verify]


def _run(ask: Ask) -> str:
    return repr((ask.lab, ask.knobs))


def _undrawn(part: Part, card: Card, drawn: Card, back: Mapping[str, Mapping[str, Value]]) -> Part:
    """A part as it stands in the deck, where values still vary."""
    check = part.check

    def written(ask: Ask) -> Ask:
        knobs = back.get(_run(Ask(ask.lab, "", ask.knobs)), ask.knobs)
        return replace(ask, knobs=knobs)

    operand = check.expected
    if isinstance(operand, Ask):
        own = check.ask.knobs
        turn = {name: value for name, value in operand.knobs.items() if own.get(name) != value}
        knobs = {**written(check.ask).knobs, **turn}
        operand = replace(operand, knobs=knobs) if turn else written(operand)
    check = replace(check, ask=written(check.ask), expected=operand)
    option = part.option
    if option is not None:
        option = card.options[drawn.options.index(option)]
    return replace(part, check=check, option=option)


def _with(card: Card, parts: Iterable[Part]) -> Card:
    """The card with these checks in the place of its own."""
    parts = tuple(parts)
    own = {id(part.option): part.check for part in parts if part.option is not None}
    options: tuple[Option, ...] = tuple(
        replace(option, when=own.get(id(option))) for option in card.options
    )
    alone = tuple(part.check for part in parts if part.option is None)
    bare = replace(card, options=options, verify=(), when=None, unproven="")
    if card.type is CardType.TRUTH:
        return replace(bare, when=alone[0])
    return replace(bare, verify=alone)


def _bare(deck: Deck, one: Proposal) -> Card:
    """A card that is nothing but checks."""
    where = Position(deck.path, 1, 1)
    checks = tuple(part.check for part in one.parts)
    key = CardKey(f"{deck.name}/suggested")
    return Card(key, CardType.QA, LocalText(()), where, LocalText(()), verify=checks)
