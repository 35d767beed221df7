"""The persistent process of a device, tried on the CPU under its other name, ``cpu:0``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.lab.protocol import Decoder, Frame, encode

ZYGOTE = """
import os
from quizapp.lab.isolation import trial
from quizapp.lab.worker.zygote import Zygote
cage = trial.cage()
cage.settle()
Zygote(os.dup(0), os.dup(1), ["cpu", "cpu:0", "cuda"], "", cage).serve()
"""


class Speaker:
    """The client's side of the protocol, one frame at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.frames: list[Frame] = []
        self.decoder = Decoder()

    def say(self, frame: Frame) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(encode(frame))
        self.process.stdin.flush()

    def run(self, number: int, rogues: Path, name: str, **more: object) -> None:
        path = rogues / f"{name}.py"
        job = {"kind": "code", "knobs": {}, "origin": str(path), "code": path.read_text()}
        limits = {"device": "cpu:0", "seconds": 5.0, "megabytes": 512, "seed": 0}
        self.say({"id": number, "run": {**job, **limits, **more}})

    def hear(self) -> dict[str, Any]:
        """The next result, with its id."""
        assert self.process.stdout is not None
        while not any("result" in frame for frame in self.frames):
            data = os.read(self.process.stdout.fileno(), 65536)
            assert data, "the worker died"
            self.frames += self.decoder.feed(data)
        frame = next(frame for frame in self.frames if "result" in frame)
        self.frames.remove(frame)
        result = frame["result"]
        assert isinstance(result, dict)
        return {**result, "id": frame["id"]}


@pytest.fixture(scope="module")
def worker() -> Iterator[Speaker]:
    process = subprocess.Popen(
        [sys.executable, "-c", ZYGOTE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    yield Speaker(process)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_jobs_of_a_device_share_one_process_in_turn(worker: Speaker, rogues: Path) -> None:
    for number in (1, 2):
        worker.run(number, rogues, "tells_pid")
    first, second = worker.hear(), worker.hear()
    assert (first["id"], second["id"]) == (1, 2)
    assert first["measures"]["pid"] == second["measures"]["pid"]
    assert first["device"] == "cpu:0 (cpu:0)"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("loops", "longer than its limit of 0.5 s"), ("kills_itself", "SIGKILL"), ("leaves", "7")],
)
def test_its_death_is_a_verdict_and_the_next_job_runs(
    worker: Speaker, rogues: Path, name: str, reason: str
) -> None:
    worker.run(1, rogues, name, seconds=0.5)
    worker.run(2, rogues, "tells_pid")
    died, next_one = worker.hear(), worker.hear()
    assert (died["id"], died["verdict"]) == (1, "error")
    assert reason in died["reason"]
    assert (next_one["id"], next_one["verdict"]) == (2, "holds")


def test_waiting_and_running_jobs_are_cancelled(worker: Speaker, rogues: Path) -> None:
    worker.run(1, rogues, "sleeps", seconds=60.0)
    worker.run(2, rogues, "sleeps", seconds=60.0)
    worker.run(3, rogues, "tells_pid")
    worker.say({"id": 2, "cancel": True})
    worker.say({"id": 1, "cancel": True})
    results = [worker.hear(), worker.hear()]
    assert [result["id"] for result in results] == [1, 3]
    assert [result["verdict"] for result in results] == ["error", "holds"]


def test_a_device_that_does_not_start_is_skipped(worker: Speaker, rogues: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    worker.run(1, rogues, "tells_pid", device="cuda")
    result = worker.hear()
    assert result["verdict"] == "skipped"
    assert "no usable cuda device" in result["reason"]
