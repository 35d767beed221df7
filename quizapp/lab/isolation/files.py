"""Files: with Landlock a job reads what Python and torch need, and writes in one folder only."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable

from quizapp.lab.isolation import calls

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION_WANTED = 1
_BENEATH = 1

_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _DEVICE_CALLS = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICE_CALLS
_RIGHTS_KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights each version of Landlock knows; later ones know no more that we use."""

_ABSTRACT_SOCKETS, _SIGNALS = 1 << 0, 1 << 1

SIGNALS_SINCE = 6
"""The version of Landlock that can keep signals in."""


def version() -> int:
    """Landlock's version; 0 where the kernel has none."""
    try:
        return calls.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_WANTED))
    except OSError:
        return 0


def confine(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> None:
    """From now on this process, and all it starts, reaches these files and no others.

    What is not there is left out. Signals, too, reach only what this process starts, where the
    kernel knows how. It cannot be undone.
    """
    known = version()
    rights = (1 << _RIGHTS_KNOWN[min(known, 5)]) - 1
    scope = _ABSTRACT_SOCKETS | _SIGNALS if known >= SIGNALS_SINCE else 0
    attributes = struct.pack("QQQ", rights, 0, scope)
    size = 24 if scope else 8
    rules = calls.syscall(_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for paths, wanted in (
            (readable, _READ | _LIST | _EXECUTE),
            (writable, rights & ~_DEVICE_CALLS),
            (devices, _READ | _WRITE | _TRUNCATE),
        ):
            for path in paths:
                _allow(rules, path, wanted & rights)
        calls.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
            return
        raise
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, place)
        calls.syscall(_ADD, ctypes.c_int(rules), ctypes.c_int(_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(place)
