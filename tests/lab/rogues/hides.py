"""Tells of a process that it hid behind setsid, then sleeps."""

import os
import time

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Tells of a process that it hid behind setsid, then sleeps.",
    topic="rogue",
    measures={"done": "that it came to its end"},
)
def hides(bench: Bench) -> None:
    told, theirs = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            os.write(theirs, str(os.getpid()).encode())
            time.sleep(1000)
        os._exit(0)
    os.wait()
    time.sleep(0.05)
    bench.progress(0.5, os.read(told, 32).decode())
    time.sleep(1000)
