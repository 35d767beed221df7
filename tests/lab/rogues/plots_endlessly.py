"""Plots for ever."""

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Plots for ever.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
    series={"curve": "a curve"},
)
def plots_endlessly(bench: Bench) -> None:
    step = 0
    while True:
        step += 1
        bench.point("curve", step, step)
