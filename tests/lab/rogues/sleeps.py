"""Says that it started, then sleeps."""

import os
import time

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Says that it started, then sleeps.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def sleeps(bench: Bench) -> None:
    bench.measure("pid", os.getpid())
    time.sleep(0.05)
    bench.progress(0.5, str(os.getpid()))
    time.sleep(1000)
