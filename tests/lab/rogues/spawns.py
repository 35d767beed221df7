"""Starts a grandchild that ignores signals, then loops."""

# ruff: noqa: ARG001

import os
import signal
import time

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Starts a grandchild that ignores signals, then loops.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def spawns(bench: Bench) -> None:
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(1000)
    while True:
        pass
