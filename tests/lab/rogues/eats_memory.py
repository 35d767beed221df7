"""Keeps everything it allocates."""

# ruff: noqa: ARG001

import torch

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Keeps everything it allocates.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def eats_memory(bench: Bench) -> None:
    kept = []
    while True:
        kept.append(torch.ones(1_000_000))
