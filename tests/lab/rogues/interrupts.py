"""Raises KeyboardInterrupt."""

# ruff: noqa: ARG001

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Raises KeyboardInterrupt.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def interrupts(bench: Bench) -> None:
    raise KeyboardInterrupt
