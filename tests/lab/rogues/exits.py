# ruff: noqa: ARG001
"""Calls sys.exit."""

import sys

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Calls sys.exit.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def exits(bench: Bench) -> None:
    sys.exit(3)
