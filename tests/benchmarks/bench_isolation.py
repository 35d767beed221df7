"""Hostile labs: which get through on this machine (1), and what its isolation costs a run."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.lab.isolation import trial
from quizapp.lab.isolation.cage import Cage
from quizapp.lab.isolation.folders import clear
from tests.lab.hostile import ATTACKS, Outside, carry_out

Row = tuple[str, float, str]

ROUNDS = 30
TRIALS = 9


def rows() -> list[Row]:
    """(name, figure, bound) of each measurement."""
    return [*asyncio.run(_attacked()), *_cost()]


async def _attacked() -> list[Row]:
    found = []
    with TemporaryDirectory() as folder:
        outside = Outside(Path(folder))
        client = await outside.client()
        for attack in ATTACKS:
            _, reached = await carry_out(client, attack, outside)
            why = client.level.missing.get(attack.guard)
            bound = "<= 0" if why is None else f"open: {why}"
            found.append((attack.does, float(reached), bound))
        await client.close()
        outside.close()
    return found


def _cost() -> list[Row]:
    tried = []
    for _ in range(TRIALS):
        start = time.perf_counter()
        cage = trial.cage()
        tried.append((time.perf_counter() - start) * 1000)
    closed = statistics.median(_closed_in(cage) for _ in range(ROUNDS))
    return [
        ("trying out the isolation, once a worker, median ms", statistics.median(tried), "<= 50"),
        ("closing the cage around a run, median ms", closed, "<= 5"),
    ]


def _closed_in(cage: Cage) -> float:
    """Milliseconds that a fork of this process needs to put up the guards, as a run does."""
    told, theirs = os.pipe()
    scratch = cage.scratch()
    if os.fork() == 0:
        cage.settle()
        start = time.perf_counter()
        cage.close(scratch)
        os.write(theirs, str((time.perf_counter() - start) * 1000).encode())
        os._exit(0)
    os.wait()
    clear(scratch)
    os.close(theirs)
    with open(told) as pipe:  # noqa: PTH123 (a descriptor, not a path)
        return float(pipe.read())
