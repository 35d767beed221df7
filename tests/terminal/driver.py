"""A terminal for tests: runs a command on a pty and keeps the screen that a person would see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping
from types import TracebackType

import pyte
from wcwidth import wcwidth

_PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]")
_UNFINISHED = re.compile(rb"\x1b(\[[<>=?]?[0-9;]*)?$")


def _plain_environment() -> dict[str, str]:
    """Ours, without a size that an earlier test left there: programs believe it over the tty."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color"}


def _line(cells: list[str]) -> str:
    """A row as it is read. The second cell of a wide character is empty; where something was
    written over its first, a terminal shows a blank (and ``pyte.Screen.display`` breaks down).
    """
    before = ["", *cells]
    halves = (wcwidth(last[:1]) == 2 for last in before)
    return "".join(cell or ("" if half else " ") for cell, half in zip(cells, halves, strict=False))


class Terminal:
    """A process on a pty of ``columns`` x ``rows``; use as a context manager.

    Waiting is always for a condition on the screen, with a deadline; never for a length of time.
    """

    def __init__(
        self, command: list[str], env: Mapping[str, str], *, columns: int = 80, rows: int = 24
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # In the child, so that the program cannot ask for its size before it is set.
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], command, {**_plain_environment(), **env})

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        os.close(self._fd)

    @property
    def text(self) -> str:
        """The screen, a line a row, without trailing blanks."""
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        cells = ([row[x].data for x in range(self.screen.columns)] for row in rows)
        return "\n".join(_line(row).rstrip() for row in cells)

    def press(self, *keys: str) -> None:
        """Send keys as a terminal does: characters, or ``enter``, ``escape``, ``space``."""
        named = {"enter": "\r", "escape": "\x1b", "space": " ", "backspace": "\x7f"}
        for key in keys:
            os.write(self._fd, named.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size, as dragging a window's corner does."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def pump(self, seconds: float) -> bool:
        """Feed what the process has written; False when it has closed the terminal."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        # pyte does not know private sequences that begin with CSI > or CSI <: drop them whole,
        # and wait for the rest of one that this read has cut in two.
        known = _PRIVATE.sub(b"", self._rest + data)
        cut = _UNFINISHED.search(known)
        end = cut.start() if cut else len(known)
        self._rest = known[end:]
        self._stream.feed(known[:end])
        return bool(data)

    def wait(self, condition: Callable[[str], bool], what: str, seconds: float = 30) -> str:
        """Read until ``condition(screen)``; the screen then. Fails showing what was there."""
        deadline = time.monotonic() + seconds
        while not condition(self.text):
            if time.monotonic() > deadline or not self.pump(0.05):
                raise AssertionError(f"never saw {what}; the screen:\n{self.text}")
        return self.text

    def wait_for(self, *words: str, seconds: float = 30) -> str:
        """Read until every word is on the screen."""
        return self.wait(lambda text: all(w in text for w in words), repr(words), seconds)

    def wait_exit(self, seconds: float = 10) -> int:
        """Read until the process ends; its exit status."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.pump(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"still running after {seconds} s; the screen:\n{self.text}")

    def kill(self) -> None:
        """``kill -9``, if it still runs."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
