"""A million broken decks: none may crash or hang the loader, or make it read other files."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import traceback
from itertools import islice
from pathlib import Path

from tests.fuzz import Folder, mutants

CASES = 1_000_000
PORTION = 10_000


def rows(how: str = "") -> list[tuple[str, float, str]]:
    """(name, figure, bound); ``fuzz:N`` does N cases."""
    cases = int(how) if how else CASES
    portions = [
        (seed, min(PORTION, cases - seed * PORTION)) for seed in range(-(-cases // PORTION))
    ]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        done = pool.starmap(_portion, portions, chunksize=1)
    for failure in [failure for _, _, failures in done for failure in failures][:10]:
        print(failure)
    checked = sum(count for count, _, _ in done)
    failed = sum(len(failures) for _, _, failures in done)
    return [
        ("broken decks checked", float(checked), f">= {cases}"),
        ("of them crashes, raw bytes, other files read", float(failed), "<= 0"),
        ("slowest of them, seconds of processor", max(slowest for _, slowest, _ in done), "<= 1"),
    ]


def _portion(seed: int, count: int) -> tuple[int, float, list[str]]:
    """So many mutants of a seed: how many, the slowest, and what went wrong."""
    slowest, failures = 0.0, []
    shared = Path("/dev/shm")
    where = shared if shared.is_dir() else None  # in memory, where there is such a folder
    with tempfile.TemporaryDirectory(dir=where) as path:
        folder = Folder(Path(path))
        for number, data in enumerate(islice(mutants(seed), count)):
            try:
                slowest = max(slowest, folder.check(data))
            except Exception:
                failures.append(f"seed {seed}, case {number}: {traceback.format_exc(limit=-2)}")
                folder.outside.clear()
    return count, slowest, failures
