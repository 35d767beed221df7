"""Announces an enormous frame."""

import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Announces an enormous frame.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def lies_big(bench: Bench) -> None:
    os.write(3, (2**31).to_bytes(4, "big"))
    bench.measure("done", True)
