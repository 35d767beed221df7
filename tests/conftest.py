"""What all tests share: labs whose worker need not import torch anew each time."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from quizapp.lab import spawn
from tests.warm import Nursery

# How long an example takes says how busy the machine is, not whether a law holds.
settings.register_profile("law", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("law")


def pytest_configure() -> None:
    """Whoever starts the tests in the background has Ctrl-C ignored, also by all they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def nursery() -> Iterator[list[Nursery]]:
    """The process that has torch, once a test has wanted it."""
    started: list[Nursery] = []
    yield started
    for one in started:
        one.close()


@pytest.fixture(autouse=True)
def warm(
    request: pytest.FixtureRequest, nursery: list[Nursery], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Start workers warm, unless the test is about their start."""
    if sys.platform != "linux" or request.node.get_closest_marker("cold"):
        return
    cold = spawn.start

    def start(module: str, *args: str, **others: int) -> object:
        if module != "quizapp.lab.worker" or args or others:
            return cold(module, *args, **others)
        if not nursery:
            with monkeypatch.context() as patched:
                patched.setattr(spawn, "start", cold)
                nursery.append(Nursery())
        return nursery[0].start(module)

    monkeypatch.setattr(spawn, "start", start)
