"""The app beside a bare Textual one, on a real pty: first frame, next card, quitting mid-lab."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 12
CARDS = 40
KEYS = 60

_BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("cards today")

Bare().run()
"""

# A lab that keeps a core busy for as long as it may.
_DECK = """
quizapp: 1
deck: bench
title: Bench
labs:
  long: {kind: optimizer, opt: Adam, lr: 1e-3, start: [1.0], loss: x**2, steps: 10000}
cards:
"""
_CARD = """
  - id: c{n}
    type: choice
    q: "Card {n}: which of these is `right`, and why would anybody think of the others?"
    options:
      - {{right: "this one", why: "Because it is."}}
      - {{wrong: "that one", why: "Because it is not."}}
      - {{wrong: "another one", why: "Nor is this."}}
    verify: {{lab: long, get: steps, equals: 10000}}
"""


class Screen:
    """A process on a pty, its output as bytes; waiting is for what it writes."""

    def __init__(self, command: list[str], home: Path) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = {**os.environ, "TERM": "xterm-256color", "QUIZAPP_HOME": str(home)}
            os.execvpe(command[0], command, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def wait(self, pattern: str, seconds: float = 60) -> float:
        """Seconds from now until ``pattern`` has been written."""
        begin = time.perf_counter()
        seen = b""
        while not re.search(pattern.encode(), seen):
            if time.perf_counter() - begin > seconds:
                raise AssertionError(f"never wrote {pattern!r}")
            ready, _, _ = select.select([self.fd], [], [], 1)
            if ready:
                seen += os.read(self.fd, 65536)
        return time.perf_counter() - begin

    def press(self, key: str) -> None:
        os.write(self.fd, key.encode())

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing has come for a while."""
        while select.select([self.fd], [], [], quiet)[0]:
            os.read(self.fd, 65536)

    def ended(self, seconds: float = 10) -> float:
        """Seconds from now until the process has ended."""
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            if select.select([self.fd], [], [], 0.002)[0]:
                with contextlib.suppress(OSError):
                    os.read(self.fd, 65536)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self.pid = 0
                return time.perf_counter() - begin
        raise AssertionError("it does not end")

    def kill(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def first_frame(command: list[str], home: Path, words: str = "cards today") -> float:
    """Seconds from starting a process to the frame that says ``words``."""
    screen = Screen(command, home)
    try:
        screen.wait(words)
        return time.perf_counter() - screen.started
    finally:
        screen.kill()


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_frames(Path(folder)), *_under_load(Path(folder) / "load")]


def _frames(folder: Path) -> list[tuple[str, float, str]]:
    bare, ours, cold = [], [], []
    quiz = [sys.executable, "-m", "quizapp"]
    first_frame(quiz, folder / "warm")
    for number in range(ROUNDS):
        bare.append(first_frame([sys.executable, "-c", _BARE], folder))
        ours.append(first_frame(quiz, folder / "warm"))
        if number < 8:
            cold.append(first_frame(quiz, folder / f"cold{number}", "Reading the decks"))
    base = statistics.median(bare)
    return [
        ("bare Textual app, first frame, ms", base * 1000, "peer"),
        ("quizapp, first frame, ms", statistics.median(ours) * 1000, ""),
        ("quizapp / bare, first frame", statistics.median(ours) / base, "<= 1.4"),
        ("quizapp / bare, first frame, fastest of each", min(ours) / min(bare), ""),
        ("quizapp / bare, first frame, nothing cached", statistics.median(cold) / base, "<= 1.4"),
    ]


def _under_load(home: Path) -> list[tuple[str, float, str]]:
    decks = home / "decks"
    decks.mkdir(parents=True)
    deck = decks / "bench.yaml"
    deck.write_text(_DECK + "".join(_CARD.format(n=n) for n in range(CARDS)))
    (home / "config.toml").write_text("new_per_day = 999\n")
    with _labs(deck, 1):
        card = _key_to_card(home, deck)
    with _labs(deck, 4):
        paint = _key_to_paint(home, deck)
    return [card, paint, *_quitting(home, deck)]


# Proves the first card over and over, as the lab panel does; several at once, each in a worker.
_BUSY = """
import asyncio, sys
from pathlib import Path
from quizapp.deck.library import Library
from quizapp.lab.client import LabClient
from quizapp.lab.verify import prove

async def busy(client, deck):
    while True:
        await prove(deck.cards[0], deck, {}, client, device="cpu")

async def main():
    deck = Library.load([Path(sys.argv[1])]).decks[0]
    clients = [LabClient() for _ in range(int(sys.argv[2]))]
    for client in clients:
        await client.start()
    print("ready", flush=True)
    await asyncio.gather(*(busy(client, deck) for client in clients))

asyncio.run(main())
"""


@contextlib.contextmanager
def _labs(deck: Path, count: int) -> Iterator[None]:
    """So many labs at work in the background."""
    busy = subprocess.Popen(
        [sys.executable, "-c", _BUSY, str(deck), str(count)],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert busy.stdout is not None
        busy.stdout.readline()
        yield
    finally:
        os.killpg(busy.pid, signal.SIGKILL)
        busy.wait()


def _key_to_card(home: Path, deck: Path) -> tuple[str, float, str]:
    """From a grade's key to the bytes that paint the next card's question, on a pty."""
    screen = Screen([sys.executable, "-m", "quizapp", "study", str(deck)], home)
    took = []
    try:
        screen.wait("Card 0")
        for number in range(1, CARDS - 5):
            screen.settle()
            screen.press("a\r")
            screen.wait("Right|Wrong")
            screen.settle()
            screen.press("4")
            took.append(screen.wait(f"c{number}\\b"))
    finally:
        screen.kill()
    return ("key to next card with a lab running, p90, ms", _p90(took), "<= 35")


def _key_to_paint(home: Path, deck: Path) -> tuple[str, float, str]:
    """From a key that picks an option to the bytes that mark it."""
    screen = Screen([sys.executable, "-m", "quizapp", "study", str(deck)], home)
    took = []
    try:
        screen.wait("Card")
        screen.settle()
        for number in range(KEYS):
            screen.press("abc"[number % 3])
            took.append(screen.wait("●"))
            screen.settle(0.05)
    finally:
        screen.kill()
    return ("key to paint with four labs running, p90, ms", _p90(took), "<= 25")


def _p90(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.9)] * 1000


def _quitting(home: Path, deck: Path) -> list[tuple[str, float, str]]:
    took = []
    for _ in range(3):
        screen = Screen([sys.executable, "-m", "quizapp", "study", str(deck)], home)
        try:
            screen.wait("Card")
            screen.settle()
            screen.press("a\r")
            screen.wait("Right|Wrong")
            screen.press("l")
            screen.wait("running")
            screen.press("\x11")
            took.append(screen.ended())
        finally:
            screen.kill()
    return [("quitting in the middle of a lab, slowest of 3, s", max(took), "<= 0.6")]
