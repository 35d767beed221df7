"""Verdicts that changed on this machine: remembered after a run, listed by ``verify --changes``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from quizapp.cli.library import open_library
from quizapp.cli.output import emit_json, say
from quizapp.deck.model import Card, Deck
from quizapp.errors import QuizError
from quizapp.lab.basis import Basis
from quizapp.lab.finding import finding
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof
from quizapp.lab.verify import Labs
from quizapp.paths import database
from quizapp.review.days import now
from quizapp.review.model import Millis
from quizapp.store.db import Store
from quizapp.store.verdicts import Standing, Verdicts
from quizapp.text.clean import clean

_WORDS = {None: "new", Verdict.HOLDS: "held", Verdict.FAILS: "failed", Verdict.ERROR: "erred"}


def remember(
    cards: Sequence[tuple[Card, Deck]], labs: Labs, proofs: Sequence[CardProof], rests_on: Basis
) -> list[Standing]:
    """Put what proofs came to into the database; the verdicts that are others than before.

    A database that cannot be written is told on stderr: the proofs are as good without it.
    """
    known = {proof.key: proof for proof in proofs}
    findings = [
        finding(card, deck, labs, known[card.key], rests_on)
        for card, deck in cards
        if card.key in known
    ]
    try:
        with Store.open(database()) as store:
            return Verdicts(store).record(filter(None, findings), now().at)
    except QuizError as error:
        say(f"the verdicts were not remembered: {clean(error.message)}")
        return []


def show_changes(*, json: bool) -> int:
    """Print every change that this machine has seen, newest first. 1 if a proof is broken now."""
    library = open_library()
    with Store.open(database(), readonly=True) as store:
        verdicts = Verdicts(store)
        changed, broken = verdicts.history(), verdicts.broken(library)
        known = len({standing.finding.card for standing in verdicts.latest()})
    if json:
        emit_json({"broken": sorted(broken), "changes": [as_json(one) for one in changed]})
    else:
        print("\n".join([*as_text(changed), *_sum(known, len(changed), sorted(broken))]))
    return 1 if broken else 0


def as_text(changed: Iterable[Standing]) -> Iterator[str]:
    """Each change: when, which card, from what to what, and what else had changed."""
    for standing in changed:
        one = standing.finding
        verdicts = f"{_WORDS[standing.before]}, now {one.verdict}"
        yield clean(
            f"{_local(standing.since):%Y-%m-%d %H:%M}  {one.card}: {verdicts} ({one.device})"
        )
        yield from (clean(f"  {line}") for line in _details(standing))


def as_json(standing: Standing) -> dict[str, object]:
    """A change."""
    one = standing.finding
    return {
        "card": one.card,
        "device": one.device,
        "before": None if standing.before is None else str(standing.before),
        "verdict": str(one.verdict),
        "since": _local(standing.since).isoformat(),
        "seen": _local(standing.seen).isoformat(),
        "check": one.claim,
        "expected": one.expected,
        "measured": one.measured,
        "reason": one.reason,
        "changed": list(standing.changed),
    }


def _details(standing: Standing) -> Iterator[str]:
    one = standing.finding
    if one.claim:
        yield one.claim
    if one.reason:
        yield one.reason
    if one.measured:
        yield f"expected {one.expected}; measured {one.measured}"
    if standing.before is not None:
        yield f"what changed: {', '.join(standing.changed) or 'nothing that quizapp can see'}"


def _sum(known: int, changes: int, broken: Sequence[str]) -> Iterator[str]:
    one = "1 change" if changes == 1 else f"{changes:,} changes"
    cards = "1 card" if known == 1 else f"{known:,} cards"
    yield f"{cards} judged on this machine, {one}"
    if broken:
        yield clean(f"broken proofs: {len(broken)} ({', '.join(broken)})")


def _local(at: Millis) -> datetime:
    return datetime.fromtimestamp(at / 1000).astimezone()
