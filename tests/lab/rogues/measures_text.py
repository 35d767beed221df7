"""Measures a very long text."""

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Measures a very long text.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def measures_text(bench: Bench) -> None:
    bench.measure("done", "x" * 1_000_000)
