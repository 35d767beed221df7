"""Writes garbage into every descriptor it can find."""

import contextlib
import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Writes garbage into every descriptor it can find.",
    topic="rogue",
    measures={"done": "that it came to its end", "pid": "its process"},
)
def scribbles(bench: Bench) -> None:
    for fd in range(3, 256):
        with contextlib.suppress(OSError):
            os.write(fd, b"\xff" * 64)
    bench.measure("done", True)
