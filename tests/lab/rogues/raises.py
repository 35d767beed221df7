"""Raises."""

# ruff: noqa: ARG001

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Raises.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def raises(bench: Bench) -> None:
    raise KeyError("lost")
