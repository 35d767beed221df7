"""Labs that mean harm: what each does, which guard stops it, and whether it got through."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Outcome

_LAB = '''"""Hostile."""

import os, pwd, socket, subprocess, time
from pathlib import Path

from quizapp.lab.bench import Bench, lab


@lab(claim="Harms.", topic="hostile", measures={{"reached": "what no lab may reach"}})
def {name}(bench: Bench) -> None:
    {body}
    bench.measure("reached", True)
'''


_MARK = "QUIZAPP_HOSTILE"


@dataclass(frozen=True, slots=True)
class Attack:
    """``does`` as the documentation says it; without ``guard`` it is stopped on every machine.

    ``told`` is part of the verdict's reason where it is stopped. ``body`` has come through when it
    ends; what it needs of the outside is put in.
    """

    name: str
    does: str
    guard: str
    told: str
    body: str
    seconds: float = 5.0


ATTACKS = (
    Attack("loops", "loops for ever", "", "longer than its limit", "while True: pass", 0.3),
    Attack(
        "floods",
        "prints 500 MB",
        "",
        "printed more than 4 MB",
        "for _ in range(500): os.write(1, bytes(2**20))",
    ),
    Attack("kills_all", "kills its process group: `os.kill(0, 9)`", "", "SIGKILL", "os.kill(0, 9)"),
    Attack(
        "bombs",
        "starts 100 processes that wait",
        "processes",
        "longer than its limit",
        "[os.fork() or time.sleep(99) for _ in range(100)]; time.sleep(99)",
        0.6,
    ),
    Attack(
        "slips_away",
        "leaves a process behind `setsid`",
        "processes",
        "status 0",
        "os.fork() or (os.setsid(), os.fork() or (os.setsid(), time.sleep(99))); os._exit(0)",
    ),
    Attack("hoards", "takes 4 GB of memory", "memory", "MB of memory", "bytearray(4 * 2**30)"),
    Attack(
        "kills_worker",
        "kills the worker, its parent",
        "signals",
        "PermissionError",
        "os.kill(os.getppid(), 9); time.sleep(1)",
    ),
    Attack(
        "reads_home",
        "reads the home folder",
        "files",
        "PermissionError",
        "os.listdir(pwd.getpwuid(os.getuid()).pw_dir)",
    ),
    Attack(
        "reads", "reads a file elsewhere", "files", "PermissionError", "open({secret!r}).read()"
    ),
    Attack(
        "writes",
        "writes outside its scratch folder",
        "files",
        "PermissionError",
        "open({written!r}, 'w').write('x')",
    ),
    Attack(
        "phones",
        "opens a socket to a port of this machine",
        "network",
        "Error",
        "socket.create_connection(('127.0.0.1', {port}), 1)",
    ),
    Attack(
        "knocks",
        "opens another program's socket file",
        "network",
        "PermissionError",
        "socket.socket(socket.AF_UNIX).connect({socket!r})",
    ),
    Attack(
        "rules",
        "does what only an administrator may",
        "privileges",
        "PermissionError",
        "socket.sethostname(socket.gethostname())",
    ),
    Attack(
        "rises",
        "makes itself the administrator of a namespace",
        "privileges",
        "CalledProcessError",
        "subprocess.run(['unshare', '--user', '--map-root-user', 'true'], check=True)",
    ),
)


class Outside:
    """What lies outside every cage: a file, a port, a socket; and whether it was reached."""

    def __init__(self, folder: Path) -> None:
        self.labs = folder / "labs"
        self.labs.mkdir()
        self._written = folder / "written"
        self._port = socket.create_server(("127.0.0.1", 0))
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(folder / "socket"))
        self._socket.listen()
        (folder / "secret").write_text("secret")
        places = {
            "secret": str(folder / "secret"),
            "written": str(self._written),
            "socket": str(folder / "socket"),
            "port": self._port.getsockname()[1],
        }
        for attack in ATTACKS:
            text = _LAB.format(name=attack.name, body=attack.body.format(**places))
            (self.labs / f"{attack.name}.py").write_text(text)

    async def client(self) -> LabClient:
        """A started client that takes the hostile labs for shipped ones, its processes marked."""
        os.environ[_MARK] = str(os.getpid())
        client = LabClient(folder=self.labs)
        await client.start()
        del os.environ[_MARK]
        return client

    def job(self, attack: Attack) -> Job:
        """The run of an attack."""
        origin = str(self.labs / f"{attack.name}.py")
        seconds = attack.seconds
        return Job("code", attack.name, {}, origin=origin, seconds=seconds, megabytes=256)

    def reached(self) -> bool:
        """Whether anything was written or connected to since last asked."""
        found = self._written.exists()
        self._written.unlink(missing_ok=True)
        for listener in select.select([self._port, self._socket], [], [], 0)[0]:
            found = True
            listener.accept()[0].close()
        return found

    def close(self) -> None:
        """Take the listeners away."""
        self._port.close()
        self._socket.close()


async def carry_out(client: LabClient, attack: Attack, outside: Outside) -> tuple[Outcome, bool]:
    """Run an attack; what it came to, and whether it got through."""
    await client.start()
    assert client._worker is not None
    worker = client._worker._process.pid
    outcome = await client.run(outside.job(attack))
    survived = client.ready and not await _left(worker)
    reached = outside.reached() or outcome.measures.get("reached") is True
    return outcome, reached or not survived


async def _left(worker: int) -> bool:
    """Whether a process that the worker's jobs started is still there after a moment."""
    for _ in range(300):
        if not any(True for _ in _below(worker)):
            return False
        await asyncio.sleep(0.01)
    return True


def _below(worker: int) -> Iterator[int]:
    """Children of the worker, and orphans that once were."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if parent == str(worker) or (parent == "1" and _is_ours(stat.parent)):
                yield int(stat.parent.name)


def _is_ours(process: Path) -> bool:
    """Whether a process has the mark of a worker that we started."""
    mark = f"{_MARK}={os.getpid()}".encode()
    return mark in (process / "environ").read_bytes()
