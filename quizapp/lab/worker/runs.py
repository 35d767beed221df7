"""A run as the zygote keeps it, and in what words it ends. Starts and ends nothing itself."""

from __future__ import annotations

import signal
from collections import deque
from dataclasses import dataclass, field

from quizapp.lab.model import Verdict
from quizapp.lab.protocol import Frame
from quizapp.lab.worker.child import Child

KEPT_OUTPUT = 16 * 1024
"""Bytes of what a job prints that are kept; the rest is read and thrown away."""


@dataclass(slots=True)
class Run:
    """A job being run, and what has come of it so far.

    ``left`` are the seconds it still has while it is held, ``stepping`` says that somebody takes it
    step by step, ``frozen`` that its process does not run at all.
    """

    id: int
    job: Frame
    child: Child
    started: float
    deadline: float
    device: str = "cpu"
    printed: bytearray = field(default_factory=bytearray)
    amount: int = 0
    left: float | None = None
    stepping: bool = False
    frozen: bool = False

    @property
    def held(self) -> bool:
        """Whether its clock stands still."""
        return self.left is not None


@dataclass(slots=True)
class Lane:
    """The persistent process of one device, and the jobs that wait for it."""

    device: str
    child: Child | None = None
    busy: int | None = None
    waiting: deque[tuple[int, Frame]] = field(default_factory=deque)
    name: str = ""


def sound(result: Frame) -> bool:
    """Whether a result has the shape that ``job.run`` gives it; a lab can write frames too."""
    tables = (result.get(name, {}) for name in ("measures", "series", "theirs"))
    return result.get("verdict") in tuple(Verdict) and all(isinstance(t, dict) for t in tables)


def skipped(reason: str) -> Frame:
    """The result of a job that could not be tried."""
    return {"verdict": Verdict.SKIPPED.value, "reason": reason}


def too_long(run: Run) -> str:
    """Why a run was ended when its time was up."""
    return f"it ran longer than its limit of {float(run.job['seconds']):g} s"  # type: ignore[arg-type]


def death(code: int) -> str:
    """In plain words, how a job's process ended before it was done."""
    if code >= 0:
        return f"its process left with status {code} before it was done"
    numbers = {int(number): number.name for number in signal.Signals}
    name = numbers.get(-code, f"signal {-code}")
    reasons = {
        "SIGKILL": "it was killed (SIGKILL): by itself, or because the system ran out of memory",
        "SIGSEGV": "it crashed (SIGSEGV, an invalid memory access)",
        "SIGABRT": "it aborted (SIGABRT), perhaps because it ran out of memory",
    }
    return reasons.get(name, f"it was ended by {name}")


def text(run: Run) -> str:
    """What a run printed, as far as it was kept."""
    text = run.printed.decode(errors="replace")
    return text + f"\n… ({run.amount:,} bytes in all)" if run.amount > KEPT_OUTPUT else text
