"""Leaves a daemon in a session of its own, orphaned."""

import os
import time

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Leaves a daemon in a session of its own, orphaned.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def daemonises(bench: Bench) -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            time.sleep(1000)
        os._exit(0)
    os.wait()
    bench.measure("done", True)
