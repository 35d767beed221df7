"""The network: a namespace of its own that holds nothing but a loopback device."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from pathlib import Path

from quizapp.lab.isolation import calls

_NEW_MOUNTS, _NEW_IPC, _NEW_USERS, _NEW_NETWORK = 0x20000, 0x08000000, 0x10000000, 0x40000000
_RECURSIVE, _PRIVATE = 1 << 14, 1 << 18
_NO_SETUID, _NO_DEVICES = 1 << 1, 1 << 2
_SET_FLAGS, _UP, _RUNNING = 0x8914, 0x1, 0x40

SHARED = "/dev/shm"
"""Where memory that processes share has names."""

SCRATCH = SHARED
"""In a job a file system of its own."""

_SCRATCH_SIZE = "size=512m,nr_inodes=20k,mode=700"


def leave() -> None:
    """Leave the network, and the users' namespace in whose name that is allowed.

    Raises:
        OSError: the kernel allows no user namespace, or not enough in it. Then this process may be
            left in between, so try it in a child first.
    """
    user, group = os.getuid(), os.getgid()
    calls.unshare(_NEW_USERS | _NEW_NETWORK | _NEW_MOUNTS | _NEW_IPC)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    calls.mount("none", "/", _RECURSIVE | _PRIVATE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP | _RUNNING))


def own_scratch() -> None:
    """Mount a small file system that this process and its children alone see, gone with them."""
    calls.unshare(_NEW_MOUNTS)
    calls.mount("tmpfs", SCRATCH, _NO_SETUID | _NO_DEVICES, _SCRATCH_SIZE)
