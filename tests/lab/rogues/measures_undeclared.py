"""Measures what it does not declare."""

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Measures what it does not declare.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def measures_undeclared(bench: Bench) -> None:
    bench.measure("surprise", 1)
