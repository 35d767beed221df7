"""One real worker for all lab tests: that it survives every rogue is itself what is tested."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from quizapp.lab.client import LabClient
from quizapp.lab.model import Job

ROGUES = Path(__file__).parent / "rogues"

Rogue = Callable[..., Job]


@pytest.fixture(scope="session")
def rogues() -> Path:
    """The folder of misbehaving labs."""
    return ROGUES


@pytest.fixture(scope="session")
def rogue() -> Rogue:
    """Makes the job of one misbehaving lab; short, and small."""

    def make(name: str, seconds: float = 5.0) -> Job:
        origin = str(ROGUES / f"{name}.py")
        return Job("code", name, {}, origin=origin, seconds=seconds, megabytes=256)

    return make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client() -> AsyncIterator[LabClient]:
    """A started client that trusts the rogues."""
    client = LabClient(folder=ROGUES)
    await client.start()
    yield client
    await client.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shipped() -> AsyncIterator[LabClient]:
    """A client that trusts the shipped labs, as the app's does."""
    client = LabClient()
    yield client
    await client.close()
