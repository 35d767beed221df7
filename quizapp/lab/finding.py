"""What a proof came to, in a form that can be remembered, and what it rested on. Remembers nothing.

A card's *content* is what a proof of it is about: its question, its keys, its checks and the deck's
labs that they run. Where it stands in a file, its hint and its reasons are not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.deck.model import Card, CardKey, Deck
from quizapp.errors import QuizError
from quizapp.lab.model import Verdict

# What proves is imported where it is used: the app's first frame only asks what is remembered.
if TYPE_CHECKING:
    from quizapp.lab.basis import Basis
    from quizapp.lab.proof import CardProof
    from quizapp.lab.verify import Labs

_APART = frozenset({"where", "why", "hint", "source", "tags", "was"})
"""Fields of cards and labs that are not part of a card's content."""

CARD = "the card"
"""What ``changes`` calls a card whose content differs."""

_DIGITS = 16
"""Of a digest: enough to tell two apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a card as it is written, on one device.

    ``claim``, ``expected``, ``measured`` and ``reason`` are of the first check that came out
    otherwise than the card says; empty when it holds. ``inputs`` is what the verdict rests on:
    versions by their number, sources by a digest.
    """

    card: CardKey
    content: str
    device: str
    verdict: Verdict
    claim: str
    expected: str
    measured: str
    reason: str
    inputs: Mapping[str, str]


def finding(
    card: Card,
    deck: Deck,
    labs: Labs,
    proof: CardProof,
    rests_on: Basis,
    *,
    one_draw: bool = False,
) -> Finding | None:
    """What a proof of a card says to remember.

    None when it says nothing about the card: no check, not tried, or a worker that did not start.

    Args:
        card: as the deck has it, with its ``vary``.
        rests_on: what the runs rested on.
        one_draw: only one combination of the card's ``vary`` was proven. Where that fails the
            card is wrong; where it holds, others may fail.
    """
    if proof.verdict is None or proof.verdict is Verdict.SKIPPED:
        return None
    if one_draw and card.vary and proof.verdict is Verdict.HOLDS:
        return None
    from quizapp.lab.beside import with_own

    outcomes = [check.outcome for check in proof.checks if check.outcome is not None]
    if any(outcome.verdict is Verdict.ERROR and not outcome.versions for outcome in outcomes):
        return None
    bad = next((check for check in proof.checks if not check.good), None)
    return Finding(
        card=card.key,
        content=content(card, deck),
        device=outcomes[0].device if outcomes else "cpu",
        verdict=proof.verdict,
        claim=bad.label if bad else "",
        expected=bad.must_be if bad else "",
        measured=bad.measured if bad else "",
        reason=bad.reason if bad else "",
        inputs=inputs(card, deck, with_own(deck, labs), rests_on),
    )


def content(card: Card, deck: Deck) -> str:
    """A digest of what a proof of the card is about."""
    specs = [_plain(deck.labs[name]) for name in labs_of(card) if name in deck.labs]
    whole = [_plain(card), specs]
    return _digest(json.dumps(whole, sort_keys=True))


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """In words, which inputs differ: ``torch 2.12.0 → 2.13.0``, ``the lab resume``."""
    return tuple(_change(before, after))


def _change(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if name in ("torch", "python"):
            yield f"{name} {old or '?'} → {new or '?'}"
        elif name != "build" or before.get("torch") == after.get("torch"):
            yield _NAMES.get(name, name)


_NAMES = {
    "card": CARD,
    "optim": "quizapp's optimizers",
    "lab": "quizapp's machinery of labs",
    "build": "the build of torch",
    "device": "the device",
}
"""Inputs by digest, as a person calls them."""


def inputs(card: Card, deck: Deck, labs: Labs, rests_on: Basis) -> dict[str, str]:
    """All that a verdict on the card rests on, by name."""
    found = {"card": content(card, deck)}
    for name in labs_of(card):
        spec = deck.labs.get(name)
        info = labs.get(spec.run if spec is not None and spec.run else name)
        if info is not None:
            found[f"the lab {info.name}"] = _digest(_source(info.origin))
    return found | {
        "optim": rests_on.optim[:_DIGITS],
        "lab": rests_on.lab[:_DIGITS],
        "torch": rests_on.torch,
        "build": rests_on.build[:_DIGITS],
        "python": rests_on.python,
        "device": rests_on.device,
    }


def labs_of(card: Card) -> list[str]:
    """The labs that a card's checks name, sorted."""
    from quizapp.lab.claims import asks

    return sorted({ask.lab for ask in asks(card)})


def _source(origin: str) -> str:
    from quizapp.lab import registry

    try:
        return registry.source_of(Path(origin))
    except QuizError:
        return ""  # its run said so


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def _plain(value: object) -> object:
    """A value of a deck as JSON, without what is not part of a card's content."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in _APART]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
