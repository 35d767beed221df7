"""System calls of Linux that Python does not wrap. Each raises OSError when the kernel refuses."""

from __future__ import annotations

import ctypes
import os
import sys

LINUX = sys.platform == "linux"

# Looked up at import: after a fork a job must not have to load a library.
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None

_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522


def syscall(number: int, *args: object) -> int:
    """A call by its number; its result."""
    return _call("syscall", ctypes.c_long(number), *args)


def unshare(flags: int) -> None:
    """Leave the namespaces that ``flags`` name for new ones."""
    _call("unshare", ctypes.c_int(flags))


def mount(kind: str, place: str, flags: int, options: str = "") -> None:
    """Mount a file system, or change how one is mounted."""
    words = [word.encode() for word in (kind, place, kind)]
    _call("mount", *words, ctypes.c_ulong(flags), options.encode())


def no_new_privileges() -> None:
    """Let no program that this process starts have more privileges than the process."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def filter_calls(program: bytes) -> None:
    """Have the kernel ask a BPF program about every system call from now on."""
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    told = Program(len(program) // 8, ctypes.addressof(instructions))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(told))


def drop_capabilities() -> None:
    """Give up every capability, also root's."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())


def _prctl(option: int, *args: int) -> None:
    words = [*args, *[0] * (4 - len(args))]
    _call("prctl", ctypes.c_int(option), *map(ctypes.c_ulong, words))


def _call(name: str, *args: object) -> int:
    if _libc is None:
        raise OSError(0, "only Linux can do this")
    result: int = getattr(_libc, name)(*args)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
