"""Starting a process: `quizapp --help` beside `python -c pass`, alternating in one run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 25


def seconds(command: list[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    empty, helped = [], []
    for _ in range(ROUNDS):
        empty.append(seconds([sys.executable, "-c", "pass"]))
        helped.append(seconds([sys.executable, "-m", "quizapp", "--help"]))
    base = statistics.median(empty) * 1000
    ours = statistics.median(helped) * 1000
    limit = 3 * base + 20
    return [
        ("python -c pass, ms", base, "peer"),
        ("quizapp --help, ms", ours, f"<= {limit:.1f} (3 x peer + 20 ms)"),
        ("quizapp --help / python -c pass", ours / base, ""),
    ]
