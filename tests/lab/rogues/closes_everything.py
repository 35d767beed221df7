"""Closes all its descriptors."""

import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Closes all its descriptors.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def closes_everything(bench: Bench) -> None:
    os.closerange(0, 4096)
    bench.measure("done", True)
