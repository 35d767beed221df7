"""Prints a little too much to keep, then does its work."""

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Prints a little too much to keep, then does its work.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def chatters(bench: Bench) -> None:
    print("start" + "x" * 100_000)
    bench.measure("done", True)
