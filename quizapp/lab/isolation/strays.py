"""Processes that a worker left behind: those in its network. Finds none where it had none."""

from __future__ import annotations

import contextlib
import os
import signal

_OURS = "/proc/self/ns/net"


def hold(worker: int) -> int | None:
    """A descriptor of the network that a worker has for its own.

    While it is open no other network can take this one's number.
    """
    try:
        held = os.open(f"/proc/{worker}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # it is gone, or the system has no such thing
        return None
    if os.fstat(held).st_ino == os.stat(_OURS).st_ino:  # noqa: PTH116
        os.close(held)
        return None
    return held


def end(held: int) -> None:
    """Kill whatever is in that network, also what called setsid, and let go of it."""
    number = os.fstat(held).st_ino
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # gone meanwhile, or somebody else's
                if os.stat(f"/proc/{entry.name}/ns/net").st_ino == number:  # noqa: PTH116
                    os.kill(int(entry.name), signal.SIGKILL)
    os.close(held)
