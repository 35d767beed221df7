"""System calls that a job is refused, by a filter in the kernel (seccomp): sockets, namespaces.

A network namespace alone would leave the sockets of other programs that lie in the file system, and
in a namespace of its own making a job would have privileges that it gave up, and be hard to find.
"""

from __future__ import annotations

import errno
import platform
import socket
import struct
from collections.abc import Collection
from typing import NamedTuple

from quizapp.lab.isolation import calls


class _Machine(NamedTuple):
    """An architecture's own number, and those of some of its system calls."""

    audit: int
    socket: int
    socketpair: int
    clone: int
    unshare: int
    setns: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, 53, 56, 272, 308),
    "aarch64": _Machine(0xC00000B7, 198, 199, 220, 97, 268),
}
_IO_URING_SETUP = 425  # opens sockets, too, past any filter
_CLONE3 = 435  # its flags cannot be seen; without it the C library takes clone
_NEW_USERS = 0x10000000
_X32 = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _HAS, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24  # places in what the kernel tells
_YES = 0x7FFF0000
_NO = 0x00050000 | errno.EACCES
_THERE_IS_NONE = 0x00050000 | errno.ENOSYS

LOOPBACK = (socket.AF_INET, socket.AF_INET6)
"""What a job may open where the only network it can see is a loopback device."""

_ALWAYS = (16,)  # netlink: how a program asks which network devices there are


def known() -> bool:
    """Whether the filter can be written for this machine."""
    return calls.LINUX and platform.machine() in _MACHINES


def allow(families: Collection[int]) -> None:
    """From now on this process, and all it starts, opens sockets of these families only, and stays
    in its namespaces.
    """
    machine = _MACHINES[platform.machine()]
    calls.filter_calls(_program(machine, (*families, *_ALWAYS)))


def _program(machine: _Machine, families: Collection[int]) -> bytes:
    """The filter. Labels stand for places to jump to, which are always further down."""
    lines: list[tuple[int, int, str, str] | str] = [
        (_LOAD, _ARCHITECTURE, "", ""),
        (_EQUAL, machine.audit, "", "no"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, _X32, "no", ""),
        *((_EQUAL, call, "no", "") for call in (_IO_URING_SETUP, machine.unshare, machine.setns)),
        (_EQUAL, _CLONE3, "none", ""),
        (_EQUAL, machine.clone, "clone", ""),
        (_EQUAL, machine.socketpair, "pair", ""),
        (_EQUAL, machine.socket, "", "yes"),
        (_LOAD, _FIRST, "", ""),
        *((_EQUAL, family, "yes", "") for family in families),
        (_RETURN, _NO, "", ""),
        "clone",
        (_LOAD, _FIRST, "", ""),
        (_HAS, _NEW_USERS, "no", "yes"),
        "pair",  # of datagrams it could be turned to anybody's socket
        (_LOAD, _SECOND, "", ""),
        (_AND, 0xF, "", ""),
        (_EQUAL, socket.SOCK_STREAM, "yes", "no"),
        "yes",
        (_RETURN, _YES, "", ""),
        "no",
        (_RETURN, _NO, "", ""),
        "none",
        (_RETURN, _THERE_IS_NONE, "", ""),
    ]
    places: dict[str, int] = {}
    code: list[tuple[int, int, str, str]] = []
    for line in lines:
        if isinstance(line, str):
            places[line] = len(code)
        else:
            code.append(line)

    def jump(label: str, here: int) -> int:
        return places[label] - here - 1 if label else 0

    return b"".join(
        struct.pack("HBBI", operation, jump(then, here), jump(other, here), value)
        for here, (operation, value, then, other) in enumerate(code)
    )
