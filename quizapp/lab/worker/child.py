"""Processes that run jobs: a fork of the warm zygote (CPU), or a persistent one (CUDA, MPS)."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from quizapp.lab.isolation.cage import Cage
from quizapp.lab.isolation.folders import clear
from quizapp.lab.model import Verdict
from quizapp.lab.protocol import Decoder, Frame, ProtocolError, encode
from quizapp.lab.worker import limits


@dataclass(slots=True)
class Child:
    """A process that runs jobs, seen from the zygote.

    ``events`` is where its frames come from, ``output`` what it prints, ``jobs`` where a
    persistent one takes its work from, ``scratch`` a folder that goes with it.
    """

    pid: int
    events: int
    output: int
    jobs: int | None = None
    scratch: str = ""
    decoder: Decoder = field(default_factory=Decoder)
    closed: bool = False

    def give(self, frame: Frame) -> None:
        """Hand a job to a persistent child (which is idle, so that the pipe has room)."""
        if self.jobs is not None:
            write(self.jobs, encode(frame))

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self.closed = True
        limits.end(self.pid)
        for fd in (self.events, self.output, self.jobs):
            if fd is not None:
                os.close(fd)
        clear(self.scratch)


def write(fd: int, data: bytes) -> None:
    """Write all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def fork(job: Frame, cage: Cage) -> Child:
    """Run one job in a fork of this process, which has torch in it already."""
    scratch = cage.scratch()
    events, theirs = os.pipe()
    output, printed = os.pipe()
    me, own, together = os.getpid(), str(job.get("origin", "")), bool(job.get("together"))

    def confine() -> None:
        cage.close(scratch, own=own, together=together)

    try:
        pid = os.fork()
    except OSError:  # out of processes or memory: leave nothing of this one
        for fd in (events, theirs, output, printed):
            os.close(fd)
        clear(scratch)
        raise
    if pid == 0:
        _become_job(job, me, theirs, printed, confine)
    os.close(theirs)
    os.close(printed)
    _unblock(events, output)
    return Child(pid, events, output, scratch=scratch)


def spawn(device: str, visible: str | None, cage: Cage) -> Child:
    """Start the persistent process of a device: a fresh one, which never forks.

    Args:
        device: ``cuda`` or ``mps``.
        visible: the user's own CUDA_VISIBLE_DEVICES, which the zygote hides from itself.
        cage: says whether the process can do without privileges.
    """
    events, theirs = os.pipe()
    output, printed = os.pipe()
    inbox, jobs = os.pipe()
    env = {k: v for k, v in os.environ.items() if k != "CUDA_VISIBLE_DEVICES"}
    if visible is not None:
        env["CUDA_VISIBLE_DEVICES"] = visible
    rights = ["unprivileged"] if cage.means.unprivileged else []
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "quizapp.lab.worker", device, str(theirs), *rights],
        stdin=inbox,
        stdout=printed,
        stderr=printed,
        pass_fds=(theirs,),
        env=env,
        start_new_session=True,
    )
    for fd in (theirs, printed, inbox):
        os.close(fd)
    _unblock(events, output)
    process.returncode = 0  # we reap it ourselves; Popen must not try to
    return Child(process.pid, events, output, jobs)


def _unblock(*fds: int) -> None:
    for fd in fds:
        os.set_blocking(fd, False)


def _become_job(
    job: Frame, parent: int, events: int, printed: int, confine: Callable[[], None]
) -> NoReturn:
    """In the fork: cut every tie to the zygote but one pipe, set the limits, run, leave."""
    try:
        os.setsid()
        limits.die_with(parent)
        limits.adopt_orphans()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        if events != 3:
            os.dup2(events, 3)
        os.closerange(4, 4096)  # the protocol's own pipes, and those of other jobs
        gc.enable()
        try:
            confine()
        except OSError as error:
            write(3, encode({"result": failure(f"it could not be isolated: {error}")}))
            os._exit(0)
        limits.bound_memory(int(job["megabytes"]))  # type: ignore[call-overload]
        report(job, "cpu", lambda frame: write(3, encode(frame)))
    finally:
        os._exit(0)


def report(job: Frame, device: str, send: Callable[[Frame], None]) -> None:
    """Run a job here and send its result, whatever it does."""
    from quizapp.lab.worker import job as running

    try:
        result = running.run(job, device, send)
    except SystemExit as error:
        result = failure(f"it called sys.exit({error.code!r})")
    except BaseException as error:
        result = failure(f"{type(error).__name__}: {str(error)[:1000]}")
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue  # the lab closed it
    try:
        send({"result": result})
    except ProtocolError as error:
        send({"result": failure(f"its result is too big: {error}")})


def failure(reason: str) -> Frame:
    """The result of a run that died."""
    return {"verdict": Verdict.ERROR.value, "reason": reason}
