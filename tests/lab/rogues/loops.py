"""Loops for ever, deaf to SIGTERM."""

# ruff: noqa: ARG001

import signal

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Loops for ever, deaf to SIGTERM.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def loops(bench: Bench) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        pass
