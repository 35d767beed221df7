"""Labs in several processes: started for the run, or by torchrun; what goes wrong is a verdict."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Verdict

pytestmark = pytest.mark.asyncio(loop_scope="session")

Rogue = Callable[..., Job]


async def test_a_process_that_fails_ends_the_lab(client: LabClient, rogue: Rogue) -> None:
    outcome = await client.run(rogue("fails_in_one_process", seconds=60.0))
    assert outcome.verdict is Verdict.ERROR
    assert "in process 1" in outcome.reason
    assert "ValueError: the second one is tired" in outcome.reason


async def test_where_no_process_can_start_the_lab_is_skipped(
    client: LabClient, rogue: Rogue
) -> None:
    outcome = await client.run(rogue("has_no_place_for_processes", seconds=60.0))
    assert outcome.verdict is Verdict.SKIPPED
    assert outcome.reason.startswith("processes cannot be started: ")


async def test_torchrun_starts_the_same_lab_and_one_process_speaks(tmp_path: Path) -> None:
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    lab = ["--nproc-per-node", "2", "-m", "quizapp", "lab", "run", "zero_redundancy", "--json"]
    done = subprocess.run(
        [*launcher, "--local-addr", "127.0.0.1", *lab],
        env={**os.environ, "QUIZAPP_HOME": str(tmp_path), "GLOO_SOCKET_IFNAME": "lo"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["verdict"] == "holds", told["reason"]
    assert told["measures"]["state"] == [160, 160]
