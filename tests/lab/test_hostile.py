"""Hostile labs: the app survives each, and this machine stops what it says it stops."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Verdict
from tests.lab.hostile import ATTACKS, Attack, Outside, carry_out

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guards are Linux's")

GOOD = Job("optimizer", "good", {"opt": "SGD", "lr": 0.1})


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    outside = Outside(tmp_path_factory.mktemp("outside"))
    yield outside
    outside.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hunted(outside: Outside) -> AsyncIterator[LabClient]:
    """A client that takes the hostile labs for shipped ones."""
    client = await outside.client()
    yield client
    await client.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_a_hostile_lab(attack: Attack, hunted: LabClient, outside: Outside) -> None:
    stopped = not attack.guard or attack.guard in hunted.level.in_force
    outcome, reached = await carry_out(hunted, attack, outside)
    if stopped:
        assert not reached, f"{attack.guard} is said to hold"
        assert outcome.verdict is Verdict.ERROR
        assert attack.told in outcome.reason
    assert (await hunted.run(GOOD)).verdict is Verdict.HOLDS  # whatever it did, the app goes on


def test_the_documentation_lists_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "labs.md").read_text()
    for attack in ATTACKS:
        by = f"*{attack.guard}*" if attack.guard else "always"
        assert f"| {attack.does} | {by} |" in page
