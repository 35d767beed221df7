"""Folders for scratch outside the cage, and the clearing away of those that a death left behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PREFIX = "quizapp-lab-"
"""Of all their names."""

_STALE = 24 * 3600.0
"""Seconds; no run is so long."""


def make() -> str:
    """A new folder that only this user can look into."""
    return tempfile.mkdtemp(prefix=PREFIX)


def clear(folder: str) -> None:
    """Take one away with all that is in it; does nothing for an empty name."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Take away what workers left that were killed long ago."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            about = left.lstat()
            if about.st_uid == os.getuid() and about.st_mtime < time.time() - _STALE:
                clear(str(left))
