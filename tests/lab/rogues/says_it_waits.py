"""Says that it waits to be told to go on, which would stop its clock, and runs on for ever."""

import json
import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Says that it waits to be told to go on, and runs on for ever.",
    topic="rogue",
    measures={"done": "that it came to its end"},
)
def says_it_waits(bench: Bench) -> None:
    body = json.dumps({"halted": True}).encode()
    os.write(3, len(body).to_bytes(4, "big") + body)
    while True:
        bench.progress(0.5)
