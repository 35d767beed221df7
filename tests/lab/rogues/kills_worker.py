"""Kills the worker that forked it."""

# ruff: noqa: ARG001

import os
import signal
import time

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Kills the worker that forked it.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def kills_worker(bench: Bench) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(1000)
