"""Training in several processes ends bit for bit where it ends with torch.optim."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import torch.distributed

from tests.pages import ROOT

pytestmark = pytest.mark.skipif(
    not torch.distributed.is_available() or sys.platform == "win32", reason="needs gloo and fork"
)
TITLES = [
    *(
        f"check_{check}-{name}"
        for check in ("ddp", "fsdp2", "dcp", "zero")
        for name in ("AdamW", "SGD")
    ),
    "check_rprop-Rprop",
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What each process said of each check; one start for all of them."""
    folder = tmp_path_factory.mktemp("ranks")
    done = subprocess.run(
        [sys.executable, "-m", "tests.optim.distributed", str(folder)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads((folder / f"{rank}.json").read_text("utf-8")) for rank in (0, 1)]
    assert all(sorted(outcome) == sorted(TITLES) for outcome in found)
    return found


@pytest.mark.parametrize("title", TITLES)
def test_it_agrees_with_torch(outcomes: list[dict[str, str]], title: str) -> None:
    for rank, outcome in enumerate(outcomes):
        assert not outcome[title], f"process {rank}:\n{outcome[title]}"
