"""Follows a deck's files: reads the deck anew at each save and tells. A thread; draws nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from quizapp.author.among import among
from quizapp.author.reading import Labs, Reading, read

POLL = 0.03
"""Seconds between two looks at the files."""

_CALM = 0.01
"""Seconds that the files must stay as they are before they are read: longer than a clock of a file
system stands still, so that no later save looks like this one."""

_PATIENCE = 0.5
"""Seconds to wait for an editor that writes on and on, or has taken the file away to put another
in its place; what is there then is read."""


class Stamp(NamedTuple):
    """A file as `stat` sees it. Another one under the same name is another stamp."""

    changed: int
    size: int
    inode: int


Sight = Mapping[Path, Stamp | None]
"""What is under each name; None where there is nothing."""


def look(files: Sequence[Path]) -> Sight:
    """The files as they are now."""
    return {path: _stamp(path) for path in files}


def _older(sight: Sight, begun: int) -> Sight:
    """Without the files that were written since: they are to be read again."""
    return {path: stamp for path, stamp in sight.items() if not stamp or stamp.changed < begun}


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


class Follower(threading.Thread):
    """Reads a deck now, and again after each save, until it is stopped.

    It is a daemon: reading a huge deck holds up nobody who wants to leave.

    Args:
        path: the deck's file.
        labs: the shipped code labs.
        tell: called in the thread with each reading, and when its save was seen
            (``time.perf_counter``); once more where the learner's other decks or the log add
            problems, which take longer to find.
    """

    def __init__(self, path: Path, labs: Labs, tell: Callable[[Reading, float], None]) -> None:
        super().__init__(daemon=True, name="follower")
        self._path = path
        self._labs = labs
        self._tell = tell
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Tell nothing any more. Safe to call twice."""
        self._stopped.set()

    def run(self) -> None:
        reading: Reading | None = None
        files, seen = [self._path], dict[Path, Stamp | None]()
        alone = False
        while not self._stopped.is_set():
            at, now = time.perf_counter(), look(files)
            if now != seen:
                now = self._settled(files, now)
                begun = time.time_ns()
                reading = read(self._path, self._labs, reading)
                files = list(reading.files)
                seen = {**_older(look(files), begun), **now}
                self._say(reading, at)
                alone = True
            elif alone and reading is not None:
                alone = False
                whole = among(reading)
                if whole is not reading:
                    self._say(whole, at)
            self._stopped.wait(POLL)

    def _say(self, reading: Reading, at: float) -> None:
        if not self._stopped.is_set():
            self._tell(reading, at)

    def _settled(self, files: Sequence[Path], now: Sight) -> Sight:
        """The files once nobody writes them."""
        end = time.perf_counter() + _PATIENCE
        while not self._stopped.wait(_CALM):
            before, now = now, look(files)
            deck = now[self._path]
            there = deck is not None and deck.size > 0
            if (now == before and there) or time.perf_counter() > end:
                break
        return now
