"""Sockets: which kinds a job may open. A filter in the kernel (seccomp) refuses the others.

A network namespace alone would leave the sockets of other programs that lie in the file system.
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
    """An architecture's own number, and those of two of its system calls."""

    audit: int
    socket: int
    socketpair: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, 53),
    "aarch64": _Machine(0xC00000B7, 198, 199),
}
_IO_URING_SETUP = 425  # opens sockets, too, past any filter
_X32 = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24  # places in what the kernel tells
_YES = 0x7FFF0000
_NO = 0x00050000 | errno.EACCES

LOOPBACK = (socket.AF_INET, socket.AF_INET6)
"""What a job may open where the only network it can see is a loopback device."""

_ALWAYS = (16,)  # netlink: how a program asks which network devices there are


def known() -> bool:
    """Whether the filter can be written for this machine."""
    return calls.LINUX and platform.machine() in _MACHINES


def allow(families: Collection[int]) -> None:
    """From now on this process, and all it starts, opens sockets of these families only."""
    machine = _MACHINES[platform.machine()]
    calls.filter_calls(_program(machine, (*families, *_ALWAYS)))


def _program(machine: _Machine, families: Collection[int]) -> bytes:
    """The filter. Labels stand for places to jump to, which are always further down."""
    lines: list[tuple[int, int, str, str] | str] = [
        (_LOAD, _ARCHITECTURE, "", ""),
        (_EQUAL, machine.audit, "", "no"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, _X32, "no", ""),
        (_EQUAL, _IO_URING_SETUP, "no", ""),
        (_EQUAL, machine.socketpair, "pair", ""),
        (_EQUAL, machine.socket, "", "yes"),
        (_LOAD, _FIRST, "", ""),
        *((_EQUAL, family, "yes", "") for family in families),
        (_RETURN, _NO, "", ""),
        "pair",  # of datagrams it could be turned to anybody's socket
        (_LOAD, _SECOND, "", ""),
        (_AND, 0xF, "", ""),
        (_EQUAL, socket.SOCK_STREAM, "yes", "no"),
        "yes",
        (_RETURN, _YES, "", ""),
        "no",
        (_RETURN, _NO, "", ""),
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
