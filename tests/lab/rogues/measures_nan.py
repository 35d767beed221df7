"""Measures NaN and infinity."""

import math

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Measures NaN and infinity.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def measures_nan(bench: Bench) -> None:
    bench.measure("done", math.nan)
    bench.measure("pid", math.inf)
