"""Reads address 0."""

# ruff: noqa: ARG001

import ctypes

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Reads address 0.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def segfaults(bench: Bench) -> None:
    ctypes.string_at(0)
