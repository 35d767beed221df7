"""Sends itself SIGSTOP."""

# ruff: noqa: ARG001

import os
import signal

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Sends itself SIGSTOP.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def stops_itself(bench: Bench) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)
