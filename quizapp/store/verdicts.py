"""The verdicts on cards that this machine has seen, each for as long as it stood. Proves none."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.deck.model import CardKey
from quizapp.lab.finding import CARD, Finding, changes, content
from quizapp.lab.model import Verdict
from quizapp.review.model import Millis
from quizapp.store import rows
from quizapp.store.db import Store

if TYPE_CHECKING:
    from quizapp.deck.library import Library

_COLUMNS = (
    "card, content, device, verdict, since, seen, claim, expected, measured, reason, inputs,"
    " before, changed"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict for as long as it stood.

    ``before`` is the card's verdict on that device until ``since``, None if it is the first;
    ``changed`` what differed then, in words.
    """

    finding: Finding
    since: Millis
    seen: Millis
    before: Verdict | None
    changed: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        """Whether the verdict is another than before, or the first one and not as it should be."""
        if self.before is None:
            return self.finding.verdict is not Verdict.HOLDS
        return self.before is not self.finding.verdict

    @property
    def is_edit(self) -> bool:
        """Whether the card itself was another one before."""
        return CARD in self.changed


class Verdicts:
    """The verdicts in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, findings: Iterable[Finding], at: Millis) -> list[Standing]:
        """Remember what proofs came to, in one transaction; the verdicts that changed by it."""
        with self._store.writing() as db:
            began = [standing for one in findings if (standing := _record(db, one, at))]
        return [standing for standing in began if standing.is_change]

    def latest(self, *, bad_only: bool = False) -> list[Standing]:
        """What stands now, of each content of each card on each device."""
        only = "AND verdict <> 'holds'" if bad_only else ""
        found = self._store.read(
            f"SELECT {_COLUMNS} FROM verdicts WHERE id IN"
            f" (SELECT max(id) FROM verdicts GROUP BY card, device, content) {only} ORDER BY id"
        )
        return [_standing(row) for row in found]

    def history(self) -> list[Standing]:
        """Every change that was seen, the newest first."""
        found = self._store.read(f"SELECT {_COLUMNS} FROM verdicts ORDER BY since DESC, id DESC")
        return [standing for row in found if (standing := _standing(row)).is_change]

    def broken(self, library: Library, device: str | None = None) -> dict[CardKey, Standing]:
        """The cards of a library whose proof does not hold, as they are written now.

        Args:
            device: only as it was on this kind of device (``cuda`` for all of those).
        """
        found = {}
        for standing in self.latest(bad_only=True):
            one = standing.finding
            if device is not None and one.device.partition(" ")[0] != device:
                continue
            card = library.card(one.card)
            if card is not None and content(card, library.deck_of(one.card)) == one.content:
                found[one.card] = standing
        return found


def _record(db: sqlite3.Connection, finding: Finding, at: Millis) -> Standing | None:
    """Let the present verdict go on, or begin the new one and give it."""
    same = db.execute(
        "SELECT id, verdict FROM verdicts WHERE card = ? AND device = ? AND content = ?"
        " ORDER BY id DESC LIMIT 1",
        (finding.card, finding.device, finding.content),
    ).fetchone()
    if same is not None and same[1] == finding.verdict:
        db.execute(
            "UPDATE verdicts SET seen = ?, claim = ?, expected = ?, measured = ?, reason = ?,"
            " inputs = ? WHERE id = ?",
            (at, *_told(finding), same[0]),
        )
        return None
    last = db.execute(
        "SELECT verdict, inputs FROM verdicts WHERE card = ? AND device = ?"
        " ORDER BY seen DESC, id DESC LIMIT 1",
        (finding.card, finding.device),
    ).fetchone()
    before = None if last is None else Verdict(last[0])
    changed = () if last is None else changes(json.loads(last[1]), finding.inputs)
    db.execute(
        f"INSERT INTO verdicts ({_COLUMNS}) VALUES ({rows.marks(_COLUMNS)})",
        (
            finding.card,
            finding.content,
            finding.device,
            finding.verdict.value,
            at,
            at,
            *_told(finding),
            None if before is None else before.value,
            json.dumps(changed, ensure_ascii=False),
        ),
    )
    return Standing(finding, at, at, before, changed)


def _told(finding: Finding) -> tuple[str, ...]:
    inputs = json.dumps(dict(finding.inputs), ensure_ascii=False)
    return finding.claim, finding.expected, finding.measured, finding.reason, inputs


def _standing(row: Sequence[Any]) -> Standing:
    card, written, device, verdict, since, seen, *told, inputs, before, changed = row
    claim, expected, measured, reason = told
    finding = Finding(
        card=card,
        content=written,
        device=device,
        verdict=Verdict(verdict),
        claim=claim,
        expected=expected,
        measured=measured,
        reason=reason,
        inputs=json.loads(inputs),
    )
    return Standing(
        finding,
        Millis(since),
        Millis(seen),
        None if before is None else Verdict(before),
        tuple(json.loads(changed)),
    )
