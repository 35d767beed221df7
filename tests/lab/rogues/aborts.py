"""Calls abort()."""

# ruff: noqa: ARG001

import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Calls abort().",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def aborts(bench: Bench) -> None:
    os.abort()
