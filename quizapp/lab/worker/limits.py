"""What holds a job in: its memory, and the end of all it started. Linux can more than macOS."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Collection
from pathlib import Path

_LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
# Looked up before any fork: a child must not have to load a library.
_prctl = ctypes.CDLL(None).prctl if _LINUX else None

_PASSES = 1000
"""Rounds of killing before giving up on a fork bomb that outruns us."""


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies, so that a daemon cannot slip away."""
    if _prctl is not None:
        _prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when ``parent`` dies."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def bound_memory(megabytes: int) -> None:
    """Let this process grow by so much beyond what it has now; allocations past that fail.

    Where the system does not enforce it (macOS), nothing happens: the time limit remains.
    """
    room = megabytes * 1024 * 1024
    for kind, now in ((resource.RLIMIT_AS, _size(0)), (resource.RLIMIT_DATA, _size(5))):
        if now is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (now + room, now + room))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _size(field: int) -> int | None:
    """A field of /proc/self/statm in bytes: 0 is the address space, 5 data and stack."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[field]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return None


def end(pid: int) -> None:
    """Kill a job's process and its process group, and take its exit status."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def end_strays(known: Collection[int]) -> None:
    """Kill every child of ours that we did not start.

    A job keeps the orphans of its own descendants while it lives (it adopts them too), so a child
    we do not know belonged to a job that is over. Killing it brings up its children in turn.
    """
    for _ in range(_PASSES):
        strays = [pid for pid in _children() if pid not in known]
        if not strays:
            return
        for pid in strays:
            end(pid)


def _children() -> list[int]:
    """Our children now; none where the system does not say."""
    me = os.getpid()
    try:
        return list(map(int, Path(f"/proc/self/task/{me}/children").read_text().split()))
    except OSError:
        return [pid for pid in _processes() if _parent(pid) == me]


def _processes() -> list[int]:
    try:
        return [int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit()]
    except OSError:
        return []


def _parent(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    # The name in parentheses may itself hold spaces and parentheses.
    return int(stat.rpartition(")")[2].split()[1])
