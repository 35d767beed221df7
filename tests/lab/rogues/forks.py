"""Forks children that outlive it."""

import os
import time

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Forks children that outlive it.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def forks(bench: Bench) -> None:
    for _ in range(5):
        if os.fork() == 0:
            time.sleep(1000)
    bench.measure("pid", os.getpid())
    bench.measure("done", True)
