"""Warm starts for the tests: worker processes forked from one that has imported torch.

Nearly every test of a screen or a command starts a worker of its own, and nine tenths of such a
start are the import of torch, the same each time. Here one process a test run imports it and
forks; what is forked is the very program that would have been started, with its own pipes,
environment, folder and session. Tests of the start itself are marked ``cold``.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import socket
import sys
from pathlib import Path
from typing import IO, Any

from quizapp.lab import spawn

_LONGEST = 1 << 17
"""Bytes of a request: an environment, mostly."""


class Forked:
    """What the client uses of a ``subprocess.Popen``, of a process that another one forked."""

    def __init__(self, pid: int, pidfd: int, stdin: IO[bytes] | None, stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self._pidfd = pidfd

    def kill(self) -> None:
        if self._pidfd >= 0 and not self._ended(0):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self) -> None:
        if self._pidfd >= 0 and self._ended(None):
            os.close(self._pidfd)
            self._pidfd = -1

    def _ended(self, patience: float | None) -> bool:
        return bool(select.select([self._pidfd], [], [], patience)[0])


class Nursery:
    """Stands in for ``spawn.start``."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = spawn.start("tests.warm", stdin=theirs.fileno())
        theirs.close()

    def start(self, module: str, *args: str) -> Forked:
        """Run ``python -m module args`` as ``spawn.start`` does, with torch there already."""
        out, their_out = os.pipe()
        their_in, in_ = os.pipe()
        request = {"run": [module, *args], "env": dict(os.environ), "folder": str(Path.cwd())}
        socket.send_fds(self._socket, [json.dumps(request).encode()], [their_in, their_out])
        os.close(their_in)
        os.close(their_out)
        pid, (pidfd,), _, _ = socket.recv_fds(self._socket, 64, 1)
        return Forked(int(pid), pidfd, os.fdopen(in_, "wb", 0), os.fdopen(out, "rb", 0))

    def close(self) -> None:
        self._socket.close()  # upon which it leaves
        self._process.wait()


def serve() -> None:
    """Fork what is asked for until nobody is left to ask."""
    asked = socket.socket(fileno=0)
    from quizapp.lab.worker import __main__ as worker
    from quizapp.lab.worker import zygote  # noqa: F401, as the worker will have it

    worker._warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead bury themselves
    while True:
        request, pipes, _, _ = socket.recv_fds(asked, _LONGEST, 2)
        if not request:
            return
        pid = os.fork()
        if not pid:
            asked.close()
            _become(json.loads(request), pipes)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(asked, [str(pid).encode()], [pidfd])
        for fd in (*pipes, pidfd):
            os.close(fd)


def _become(request: dict[str, Any], pipes: list[int]) -> None:
    """Be the process that was asked for, and never return."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for place, fd in enumerate(pipes):
            os.dup2(fd, place)
            os.close(fd)
        threads = {name: os.environ[name] for name in os.environ if name.endswith("_NUM_THREADS")}
        os.environ.clear()
        os.environ.update(request["env"], **threads)
        os.chdir(request["folder"])
        module, *sys.argv[1:] = request["run"]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        os._exit(1)


if __name__ == "__main__":
    serve()
