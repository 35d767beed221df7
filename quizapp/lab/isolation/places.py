"""Which files Python, torch and the labs need to read. Nothing here keeps anybody from others."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/nix/store", "/proc", "/sys")
_SETTINGS = (
    *("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone"),
    *("hosts", "host.conf", "nsswitch.conf", "resolv.conf", "gai.conf", "protocols", "services"),
    *("passwd", "group"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
"""Devices that may be read and written."""

_PACKAGE = Path(__file__).resolve().parents[2]


def readable() -> list[str]:
    """The system's programs and libraries, Python, its packages, quizapp and its labs."""
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()]
    packages = [place for place in sys.path if place.endswith(("-packages", ".zip"))]
    ours = [str(_PACKAGE), str(_PACKAGE.parent / "labs")]
    torch = find_spec("torch")
    found = [str(Path(torch.origin).parents[1])] if torch and torch.origin else []
    settings = [f"/etc/{name}" for name in _SETTINGS]
    named = [*_SYSTEM, *settings, *map(os.path.realpath, [*python, *packages, *ours, *found])]
    return [place for place in dict.fromkeys(named) if not _holds_home(place)]


def needed() -> list[str]:
    """A file of each kind without which no lab could run."""
    torch = find_spec("torch")
    named = [__file__, os.__file__, torch.origin if torch else None, *DEVICES[:1]]
    return [path for path in named if path]


def _holds_home(place: str) -> bool:
    """Whether allowing a folder would allow all of the home folder."""
    home = os.path.realpath(Path("~").expanduser())
    return os.path.commonpath([place, home]) == place
