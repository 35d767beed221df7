"""Prints without end."""

# ruff: noqa: ARG001

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Prints without end.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def floods(bench: Bench) -> None:
    while True:
        print("flood " * 1000)
