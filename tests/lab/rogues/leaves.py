"""Leaves through os._exit."""

# ruff: noqa: ARG001

import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Leaves through os._exit.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def leaves(bench: Bench) -> None:
    print("last words")
    os._exit(7)
