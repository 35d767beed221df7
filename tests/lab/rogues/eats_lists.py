"""Eats memory without torch."""

# ruff: noqa: ARG001

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Eats memory without torch.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def eats_lists(bench: Bench) -> None:
    kept = []
    while True:
        kept.append([0] * 1_000_000)
