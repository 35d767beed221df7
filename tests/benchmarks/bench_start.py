"""Starting: `quizapp --help` beside `python -c pass`, and what an added folder of decks costs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from quizapp.deck import cache, listed
from quizapp.deck.library import Library

ROUNDS = 25
DECKS, CARDS = 300, 60


def seconds(command: list[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    empty, helped = [], []
    for _ in range(ROUNDS):
        empty.append(seconds([sys.executable, "-c", "pass"]))
        helped.append(seconds([sys.executable, "-m", "quizapp", "--help"]))
    base = statistics.median(empty) * 1000
    ours = statistics.median(helped) * 1000
    limit = 3 * base + 20
    return [
        ("python -c pass, ms", base, "peer"),
        ("quizapp --help, ms", ours, f"<= {limit:.1f} (3 x peer + 20 ms)"),
        ("quizapp --help / python -c pass", ours / base, ""),
        *_folder(),
    ]


def _folder() -> list[tuple[str, float, str]]:
    """A folder of decks in the library that is as it was at the last start."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "course"
        folder.mkdir()
        files = [_deck(folder, number) for number in range(DECKS)]
        with patch.dict(os.environ, {"QUIZAPP_HOME": f"{place}/home"}):
            without = _best(Library.load)
            listed.write(listed.Listed((folder,)))
            Library.load()
            with patch.object(cache, "_UNSURE", 0):  # as if they were written long ago
                Library.load()
                ours = _best(Library.load) - without
        stats = _best(lambda: [file.stat() for file in files])
        reads = _best(lambda: [file.read_bytes() for file in files])
    each = 1e6 / DECKS
    return [
        ("a deck file: stat, µs", stats * each, "peer"),
        ("a deck file: read, µs", reads * each, "peer"),
        (f"one of {DECKS} added decks at a start, unchanged, µs", ours * each, "<= 200"),
    ]


def _deck(folder: Path, number: int) -> Path:
    path = folder / f"d{number}.yaml"
    card = "  - {{id: c{0}, type: qa, q: 'Question {0}, of a usual length?', answer: It is so.}}\n"
    cards = "".join(card.format(each) for each in range(CARDS))
    path.write_text(f"quizapp: 1\ndeck: many.d{number}\ncards:\n{cards}", "utf-8")
    return path


def _best(action: Callable[[], object]) -> float:
    took = []
    for _ in range(7):
        start = time.perf_counter()
        action()
        took.append(time.perf_counter() - start)
    return min(took)
