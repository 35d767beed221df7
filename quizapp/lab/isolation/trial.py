"""The trial: a child does what labs must not, and what it brought about says which guards hold.

Run as a program it prints what it found, for whoever has no worker yet.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import pwd
import select
import socket
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from quizapp.lab.isolation import calls, folders, places
from quizapp.lab.isolation.cage import ORDER, Cage, Means
from quizapp.lab.isolation.level import GUARDS, Level
from quizapp.lab.worker import limits

_MEGABYTES = 64
_NEW_USERS = 0x10000000


def cage() -> Cage:
    """The best cage that this system allows, tried out; ``settle()`` it next."""
    if not calls.LINUX:
        system = f"on {platform.system()} only time and output are bounded"
        return Cage(ORDER[-1], Level(dict.fromkeys(GUARDS, system)))
    faults: dict[str, str] = {}
    folders.sweep()
    for means in _candidates():
        with tempfile.TemporaryDirectory(prefix=folders.PREFIX) as folder, Bait(folder) as bait:
            told = _in_a_child(means, bait)
            possible = {**_dict(told.get("possible")), **bait.taken()}
        faults = {**_dict(told.get("why_not")), **faults}
        if told.get("fits"):
            missing = {guard: faults.get(guard, did) for guard, did in possible.items()}
            return Cage(means, Level(missing))
    return Cage(ORDER[-1], Level(dict.fromkeys(GUARDS, "it could not be tried")))


def _candidates() -> list[Means]:
    # Where processes of one run meet over the network, none can have a network of its own.
    apart = "TORCHELASTIC_RUN_ID" not in os.environ
    return [means for means in ORDER if apart or not means.own_network]


class Bait:
    """Files and sockets outside the cage; ``taken`` tells which of them were reached."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.secret = self.folder / "secret"
        self.secret.write_text("what no lab may read")
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind(str(self.folder / "socket"))
        self.unix.listen()

    def __enter__(self) -> Bait:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self.tcp, self.udp, self.unix):
            one.close()

    def taken(self) -> dict[str, str]:
        """What was brought about outside, by guard."""
        found = {}
        if (self.folder / "written").exists():
            found["files"] = "a file was written outside the scratch folder"
        if select.select([self.tcp, self.udp, self.unix], [], [], 0)[0]:
            found["network"] = "a socket of another program was reached"
        return found


def _in_a_child(means: Means, bait: Bait) -> dict[str, object]:
    """What a child tells that put up the guards and tried to get past them."""
    answer, theirs = os.pipe()
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        try:
            os.close(answer)
            os.write(theirs, json.dumps(_try(means, bait, parent)).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with open(answer, "rb") as pipe:  # noqa: PTH123 (a descriptor, not a path)
        told = pipe.read()
    os.waitpid(pid, 0)
    answered: dict[str, object] = json.loads(told) if told else {}
    return answered


def _try(means: Means, bait: Bait, parent: int) -> dict[str, object]:
    tried = Cage(means)
    scratch = bait.folder / "scratch"
    scratch.mkdir()
    possible = {}
    with contextlib.suppress(OSError):
        tried.settle()
        if _outlives():
            possible["processes"] = "a process behind setsid lived on"
        limits.bound_memory(_MEGABYTES)
        tried.close(str(scratch))
        for guard, can, what in _attempts(bait, parent):
            if guard not in possible and _succeeds(can):
                possible[guard] = what
        if _usable():
            return {"fits": True, "possible": possible, "why_not": dict(tried.why_not())}
        guard = "privileges" if means.unprivileged else "files"
        tried.faults[guard] = "Python's own files could not be read otherwise"
    return {"fits": False, "why_not": dict(tried.why_not())}


def _attempts(bait: Bait, parent: int) -> list[tuple[str, Callable[[], object], str]]:
    """What no lab may do: the guard against it, how it is tried, and what it is."""
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    return [
        ("files", bait.secret.read_text, "a file outside could be read"),
        ("files", lambda: list(home.iterdir()), "the home folder could be read"),
        ("files", (bait.folder / "written").touch, "a file outside could be written"),
        ("network", lambda: _connect(bait.tcp), "another program's port was reached"),
        ("network", lambda: _send(bait.udp), "another program's port was reached"),
        ("network", lambda: _connect(bait.unix), "another program's socket was reached"),
        ("privileges", _privileged, "it kept privileges, or may gain some"),
        ("signals", lambda: os.kill(parent, 0), "another process could be signalled"),
        ("memory", lambda: bytearray(2 * _MEGABYTES * 2**20), "memory was not bounded"),
        # Last: where it succeeds, this process is another.
        ("privileges", lambda: calls.unshare(_NEW_USERS), "it has some in a namespace of its own"),
    ]


def _succeeds(can: Callable[[], object]) -> bool:
    try:
        can()
    except (OSError, MemoryError):
        return False
    return True


def _connect(listener: socket.socket) -> None:
    with socket.socket(listener.family) as one:
        one.settimeout(1)
        one.connect(listener.getsockname())


def _send(listener: socket.socket) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", listener.getsockname())
    raise OSError("whether it arrived is seen at the other end")


def _privileged() -> None:
    """Succeeds when this process has a capability, or a program that it starts could gain one."""
    status = dict(
        line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines()
    )
    if status["NoNewPrivs"].strip() == "1" and not int(status["CapEff"] + status["CapPrm"], 16):
        raise OSError("nothing gained")


def _outlives() -> bool:
    """Whether a process behind setsid, whose parent is gone, escapes us."""
    limits.adopt_orphans()
    told, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            os.write(theirs, str(os.getpid()).encode())
            time.sleep(60)
        os._exit(0)
    os.waitpid(pid, 0)
    stray = int(os.read(told, 32))
    limits.end_strays(())
    for _ in range(100):  # killed, and perhaps on its way out
        if not _succeeds(lambda: os.kill(stray, 0)):
            return False
        time.sleep(0.001)
    return True


def _usable() -> bool:
    """Whether what every lab needs can still be read, and the scratch folder written."""
    try:
        for path in places.needed():
            with open(path, "rb") as file:  # noqa: PTH123
                file.read(1)
        Path("scratch").write_text("x")
    except OSError:
        return False
    return True


def _dict(told: object) -> Mapping[str, str]:
    return told if isinstance(told, dict) else {}


def main() -> None:
    """Print what is missing, as JSON."""
    print(json.dumps(dict(cage().level.missing)))


if __name__ == "__main__":
    main()
