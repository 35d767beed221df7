"""Sends itself a signal without a name."""

# ruff: noqa: ARG001

import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Sends itself a signal without a name.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def signals_itself(bench: Bench) -> None:
    os.kill(os.getpid(), 40)
