"""How fast a run goes: it may be held, and taken on one step of its curve at a time.

``Pace`` is in the job's own process, the functions are the zygote's. Two signals carry the wishes:
both are blocked from the start, so that none is lost or kills a job that does not look yet.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from time import monotonic

from quizapp.lab.protocol import Frame
from quizapp.lab.worker.runs import Run

_STEP, _GO = signal.SIGUSR1, signal.SIGUSR2


def block() -> None:
    """Keep both signals waiting until somebody looks; what is started later does so too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {_STEP, _GO})


class Pace:
    """Where a job waits to be told to go on.

    Args:
        stepping: wait before the second step of a curve already.
        send: takes the frame that says the job waits.
    """

    def __init__(self, stepping: bool, send: Callable[[Frame], None]) -> None:
        self._stepping = stepping
        self._send = send

    def is_due(self) -> bool:
        """Whether to wait at this step."""
        if not self._stepping and _STEP in signal.sigpending():
            self._stepping = signal.sigwait({_STEP}) == _STEP
        return self._stepping

    def wait(self) -> None:
        """Wait until told to go on: to the next step, or to the end."""
        self._send({"halted": True})
        self._stepping = signal.sigwait({_STEP, _GO}) == _STEP


def obey(run: Run, wish: str) -> None:
    """Hold a run (``pause``), take it on to the next step (``step``), or let it go (``go``)."""
    if wish == "pause" and not run.held:
        hold(run)
        run.frozen = True
        _tell_all(run, signal.SIGSTOP)
    elif wish in ("step", "go"):
        run.stepping = wish == "step"
        if run.stepping or (run.held and not run.frozen):
            _tell(run, _STEP if run.stepping else _GO)
        if run.frozen:
            run.frozen = False
            _tell_all(run, signal.SIGCONT)
        release(run)


def hold(run: Run) -> None:
    """Stop the clock of a run."""
    if not run.held:
        run.left = run.deadline - monotonic()
        run.deadline = float("inf")


def release(run: Run) -> None:
    """Let the clock go on."""
    if run.held:
        run.deadline = monotonic() + (run.left or 0.0)
        run.left = None


def _tell(run: Run, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it just ended
        os.kill(run.child.pid, number)


def _tell_all(run: Run, number: int) -> None:
    """The job and what it has started: it leads a process group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(run.child.pid, number)
