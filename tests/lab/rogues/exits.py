"""Calls sys.exit."""

# ruff: noqa: ARG001

import sys

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Calls sys.exit.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def exits(bench: Bench) -> None:
    sys.exit(3)
