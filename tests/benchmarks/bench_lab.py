"""Labs: a warm verdict, the worker's cold start beside `import torch`, quitting in mid-run.

And `quizapp verify` of all shipped cards, in a home without and with what labs measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from quizapp.lab import knobs
from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Point, Progress
from quizapp.lab.registry import code_labs

ROUNDS = 30

DECLARATIVE = Job("optimizer", "bench", {"opt": "Adam", "lr": 0.1, "steps": 10})
ENDLESS = Job("optimizer", "bench", {"opt": "SGD", "lr": 1e-9, "steps": 10_000}, seconds=60.0)

Row = tuple[str, float, str]


def rows() -> list[Row]:
    """(name, figure, bound) of each measurement."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    imported = (time.perf_counter() - start) * 1000
    return [
        ("import torch in a bare python, ms", imported, "peer"),
        *asyncio.run(_measured()),
        *_verified(),
    ]


def _verified() -> list[Row]:
    with TemporaryDirectory() as home:
        first, cold = _verify(home)
        second, warm = _verify(home)
    cards = f"{first['proven']} proven, {first['supported']} supported"
    return [
        (f"verify all shipped cards ({cards}), s", cold, "<= 60"),
        (f"verify again ({second['kept']} of {second['runs']} runs known), s", warm, "<= 10"),
    ]


def _verify(home: str) -> tuple[dict[str, int], float]:
    """The report of a whole run of the command, and its seconds, starting Python included."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "verify", "--json"],
        env={**os.environ, "QUIZAPP_HOME": home},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout), time.perf_counter() - start


async def _measured() -> list[Row]:
    client = LabClient()
    cold = await _milliseconds(client.start())
    info = code_labs()["resume"]
    code = Job("code", info.name, knobs.complete(info, {}), origin=info.origin)
    declared = [await _milliseconds(client.run(DECLARATIVE)) for _ in range(ROUNDS)]
    coded = [await _milliseconds(client.run(code)) for _ in range(ROUNDS)]
    cancelled = await _cancel(client)
    quitted = await _quit(client)
    return [
        ("lab worker ready (torch, first optimizers), ms", cold, ""),
        ("warm verdict, declarative lab, median ms", statistics.median(declared), ""),
        ("warm verdict, declarative lab, p90 ms", _p90(declared), "<= 200"),
        ("warm verdict, code lab `resume`, p90 ms", _p90(coded), "<= 200"),
        ("cancel in mid-run, then a warm verdict, ms", cancelled, ""),
        ("close in mid-run, ms", quitted, "<= 300 (the app's own bound is 600)"),
    ]


async def _cancel(client: LabClient) -> float:
    run = await _begun(client)
    start = time.perf_counter()
    run.cancel()
    await client.run(DECLARATIVE)
    return (time.perf_counter() - start) * 1000


async def _quit(client: LabClient) -> float:
    run = await _begun(client)
    spent = await _milliseconds(client.close())
    await run
    return spent


async def _begun(client: LabClient) -> asyncio.Task[object]:
    """A long run that has shown its first points."""
    going = asyncio.Event()

    def hear(event: Point | Progress) -> None:
        del event
        going.set()

    run: asyncio.Task[object] = asyncio.create_task(client.run(ENDLESS, hear))
    await going.wait()
    return run


async def _milliseconds(awaited: object) -> float:
    start = time.perf_counter()
    await awaited  # type: ignore[misc]
    return (time.perf_counter() - start) * 1000


def _p90(values: list[float]) -> float:
    return statistics.quantiles(values, n=10)[-1]
