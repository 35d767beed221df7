"""Ten thousand random edit scripts on decks with reviews: how many reviews end at another card.

``identity:N`` runs N instead.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from quizapp.store.db import Store
from tests import identity

SCRIPTS = 10_000
STEPS = 6
_SHOWN = 5
"""Failures that are printed, by their seed."""


def batch(folder: Path, seeds: range) -> tuple[Counter[str], list[str]]:
    """Run some scripts; what they did, and what went wrong."""
    done: Counter[str] = Counter()
    wrong: list[str] = []
    home = folder / f"{os.getpid()}"
    os.environ["TMPDIR"] = str(folder)
    for seed in seeds:
        try:
            done += identity.run(home, seed, STEPS, folder / "empty.db")
        except identity.WrongError as error:
            wrong.append(str(error))
    return done, wrong


def rows(how: str = "") -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    scripts = int(how or SCRIPTS)
    memory = Path("/dev/shm")
    done: Counter[str] = Counter()
    wrong: list[str] = []
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        Store.open(Path(folder, "empty.db")).close()
        size = max(1, scripts // 100)
        seeds = [range(at, min(at + size, scripts)) for at in range(0, scripts, size)]
        with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            for tally, faults in pool.map(partial(batch, Path(folder)), seeds):
                done += tally
                wrong += faults
    for fault in wrong[:_SHOWN]:
        print(fault)
    minutes = (time.perf_counter() - start) / 60
    counted = [(f"  {name}", float(done[name]), "") for name in sorted(done)]
    return [
        ("edit scripts", float(scripts), ""),
        *counted,
        ("scripts that left a review at another card, or merged two", float(len(wrong)), "<= 0"),
        ("all of it, minutes", minutes, "<= 3" if scripts == SCRIPTS else ""),
    ]
