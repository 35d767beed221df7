"""Runs that are not repeated: each outcome is kept under everything that it rests on.

What is kept are measurements, never verdicts on cards: a card is judged anew each time.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.lab import registry
from quizapp.lab.basis import Basis
from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Outcome, Verdict

BASES = 5
"""Bases whose outcomes are kept; those not used for longest go."""

_FIELDS = (
    "reason",
    "measures",
    "series",
    "theirs",
    "gap",
    "agrees",
    "seed",
    "device",
    "versions",
    "seconds",
)
"""What is kept of an outcome: not what it printed, which no check looks at."""


class KeptRuns:
    """A lab client that runs a job only when nothing is kept of it, and identical ones once.

    Only outcomes that hold are kept: what failed, died or was skipped is tried again each time.

    Args:
        client: runs the others.
        basis: what the runs rest on; without a device in it nothing is kept.
        folder: where outcomes are kept.
        fresh: run everything, whatever is kept.

    Attributes:
        found: how many jobs were not run, because their outcome was kept.
        ran: how many jobs were run.
        done: each job, and what it came to.
    """

    def __init__(
        self, client: LabClient, basis: Basis, folder: Path, *, fresh: bool = False
    ) -> None:
        self._client = client
        self._shelf = folder / basis.digest if basis.device else None
        self._fresh = fresh
        self._runs: dict[str, asyncio.Task[Outcome]] = {}
        self.found = self.ran = 0
        self.done: list[tuple[Job, Outcome]] = []
        if self._shelf is not None:
            _make_room(self._shelf)

    async def run(self, job: Job, _on_event: object = None) -> Outcome:
        """What the job comes to. Cancelling one who waits for it cancels it for all."""
        key = _key(job)
        if key not in self._runs:
            self._runs[key] = asyncio.create_task(self._run(key, job))
        return await self._runs[key]

    async def close(self) -> None:
        """End every run, and the client."""
        await self._client.close()

    async def _run(self, key: str, job: Job) -> Outcome:
        # Whether a deck's own lab may run is asked anew each time.
        shelf = self._shelf if not job.deck else None
        path = shelf / f"{key}.json" if shelf is not None else None
        if path is not None and not self._fresh:
            kept = _read(path)
            if kept is not None:
                self.found += 1
                self.done.append((job, kept))
                return kept
        outcome = await self._client.run(job)
        self.ran += 1
        self.done.append((job, outcome))
        if path is not None and outcome.verdict is Verdict.HOLDS:
            _write(path, outcome)
        return outcome


def _key(job: Job) -> str:
    """Everything in a job that its outcome depends on, a code lab's source included."""
    device = "cpu" if job.device == "auto" else job.device
    source = _source(job) if job.kind == "code" else ""
    name = job.name if job.kind == "code" else ""  # of an optimizer lab its settings are all
    whole = json.dumps([job.kind, name, job.knobs, device, job.seed, source], sort_keys=True)
    return sha256(whole.encode()).hexdigest()[:40]


def _source(job: Job) -> str:
    try:
        return registry.source_of(Path(job.origin))
    except QuizError:
        return job.origin  # running it says what is wrong


def _read(path: Path) -> Outcome | None:
    """A kept outcome; None when there is none that can be read."""
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        series = {name: [(x, y) for x, y in line] for name, line in told["series"].items()}
        return Outcome(Verdict.HOLDS, **{name: told[name] for name in _FIELDS} | {"series": series})
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def _write(path: Path, outcome: Outcome) -> None:
    """All of it or nothing, also when two processes write at once; a full disk is passed over."""
    told = {name: getattr(outcome, name) for name in _FIELDS}
    with suppress(OSError):
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".run-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(told | {"versions": dict(outcome.versions)}, file)
            Path(partial).replace(path)
        except OSError:
            Path(partial).unlink(missing_ok=True)
            raise


def _make_room(shelf: Path) -> None:
    """Have a folder for this basis, and drop those of the bases not used for longest."""
    with suppress(OSError):
        shelf.mkdir(parents=True, exist_ok=True)
        os.utime(shelf)
        shelves = sorted(shelf.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for old in shelves[:-BASES]:
            shutil.rmtree(old, ignore_errors=True)
