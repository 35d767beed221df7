"""Sends itself SIGKILL."""

# ruff: noqa: ARG001

import os
import signal

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Sends itself SIGKILL.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def kills_itself(bench: Bench) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
