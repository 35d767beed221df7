"""Measures a tensor of a million."""

import torch

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Measures a tensor of a million.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def measures_giant(bench: Bench) -> None:
    bench.measure("done", torch.zeros(1_000_000))
