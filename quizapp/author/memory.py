"""What this machine remembers of the cards of a deck that is being written. Proves nothing."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.author.reading import Draft, Labs, Reading
from quizapp.lab.basis import Basis
from quizapp.lab.beside import with_own
from quizapp.lab.finding import content, finding, inputs
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof
from quizapp.review.model import Millis
from quizapp.store.db import Store
from quizapp.store.verdicts import Standing, Verdicts


def remembered(store: Store, basis: Basis) -> list[Standing]:
    """The verdicts on any card that were found on this device.

    Raises:
        QuizError: the database cannot be read.
    """
    device = basis.device.partition(" ")[0]
    return [
        one
        for one in Verdicts(store).latest()
        if one.finding.device.partition(" ")[0] in (device, "")
    ]


def known(
    standings: Sequence[Standing], reading: Reading, labs: Labs, basis: Basis
) -> dict[str, Verdict]:
    """By digest, the verdicts on a deck's cards that rest on just what they would rest on now."""
    if reading.deck is None:
        return {}
    found = {}
    every = with_own(reading.deck, labs)
    by_card = {(one.finding.card, one.finding.content): one.finding for one in standings}
    for draft in reading.drafts:
        card, deck = draft.card, draft.deck
        if draft.digest and card is not None and deck is not None:
            one = by_card.get((card.key, content(card, deck)))
            if one is not None and one.inputs == inputs(card, deck, every, basis):
                found[draft.digest] = one.verdict
    return found


def remember(
    store: Store, draft: Draft, proof: CardProof, labs: Labs, basis: Basis, at: Millis
) -> None:
    """Put what a proof came to into the database.

    Raises:
        QuizError: it cannot be written.
    """
    if draft.card is None or draft.deck is None:
        return
    found = finding(draft.card, draft.deck, labs, proof, basis)
    if found is not None:
        Verdicts(store).record([found], at)
