"""Runs made on the bench, the newest few hundred: opened again, and compared with. Runs none."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.review.model import Millis
from quizapp.store.db import Store

KEPT = 300
"""Runs that are kept; the oldest go."""

LONGEST = 256 * 1024
"""Characters of a run. A longer one is kept without its curves: running it again makes them."""

_JOB = ("kind", "name", "knobs", "device", "seed", "seconds")
_OUTCOME = (
    "reason",
    "measures",
    "series",
    "gap",
    "agrees",
    "seed",
    "device",
    "versions",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run of another day. The job's ``origin`` is not kept: the lab may have moved.

    ``card`` is the key, as it was then, of the card whose lab was put on the bench; or empty.
    """

    at: Millis
    job: Job
    outcome: Outcome
    card: str = ""


def keep(store: Store, job: Job, outcome: Outcome, at: Millis, card: str = "") -> None:
    """Add a run to the history; beyond ``KEPT`` the oldest goes.

    Raises:
        QuizError: the database cannot be written.
    """
    told = _told(outcome)
    if len(told) > LONGEST:
        told = _told(replace(outcome, series={}, output=""))
    if len(told) > LONGEST:
        told = _told(replace(outcome, series={}, measures={}, output=""))
    asked = json.dumps({name: getattr(job, name) for name in _JOB})
    with store.writing() as database:
        database.execute(
            "INSERT INTO runs (at, lab, job, verdict, outcome, card) VALUES (?, ?, ?, ?, ?, ?)",
            (at, job.name, asked, outcome.verdict.value, told, card),
        )
        database.execute(
            "DELETE FROM runs WHERE id <= (SELECT id FROM runs ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (KEPT,),
        )


def past(store: Store, lab: str, limit: int = 100) -> list[PastRun]:
    """The runs of a lab, the newest first.

    Raises:
        QuizError: the database cannot be read.
    """
    found = store.read(
        "SELECT at, job, verdict, outcome, card FROM runs WHERE lab = ? ORDER BY id DESC LIMIT ?",
        (lab, limit),
    )
    return [_read(row) for row in found]


def _told(outcome: Outcome) -> str:
    # NaN and infinities pass: both ends are Python's json.
    return json.dumps({name: getattr(outcome, name) for name in _OUTCOME})


def _read(row: tuple[Any, ...]) -> PastRun:
    at, job, verdict, told, card = row
    facts = json.loads(told)
    series = {name: [(x, y) for x, y in points] for name, points in facts.pop("series").items()}
    outcome = Outcome(verdict=Verdict(verdict), series=series, **facts)
    return PastRun(Millis(at), Job(**json.loads(job)), outcome, card)
