"""Measures another value with each family."""

import torch

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Measures another value with each family.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def disagrees(bench: Bench) -> None:
    bench.measure("done", bench.optim is torch.optim)
