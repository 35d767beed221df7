"""Behaves: says which process it runs in."""

import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Behaves: says which process it runs in.",
    topic="rogue",
    measures={"pid": "its process"},
)
def tells_pid(bench: Bench) -> None:
    bench.measure("pid", os.getpid())
