"""Writes a result of its own making where the worker listens."""

import json
import os

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Writes a result of its own making where the worker listens.",
    topic="rogue",
    measures={"done": "that it came to its end"},
)
def forges(bench: Bench) -> None:
    body = json.dumps({"result": {"verdict": "splendid"}}).encode()
    os.write(3, len(body).to_bytes(4, "big") + body)
    bench.measure("done", True)
