"""The author's loop on a deck of 500 cards: from a save to the problems on the screen."""

from __future__ import annotations

import gc
import queue
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import yaml

from quizapp.author.follow import Follower
from quizapp.author.reading import Reading, read
from quizapp.lab.registry import code_labs
from tests.benchmarks.bench_deck import deck_text
from tests.benchmarks.bench_tui import Screen

CARDS = 500
ROUNDS = 15


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    with tempfile.TemporaryDirectory() as folder:
        deck = Path(folder, "bench.yaml")
        return [*_reading(deck), *_following(deck), *_painting(deck, Path(folder, "home"))]


def _edited(number: int) -> str:
    """The deck with one card edited: each time to another text, every other time to a mistake."""
    text = deck_text(CARDS)
    key = "answer" if number % 2 else "anwser"
    return text.replace("    answer: step\n", f"    {key}: step{number}\n", 1)


def _reading(deck: Path) -> list[tuple[str, float, str]]:
    """Reading anew beside PyYAML's own loader, alternating in one run."""
    labs = code_labs()
    deck.write_text(_edited(1), "utf-8")
    before = read(deck, labs)
    peer, ours, lab = [], [], []
    gc.collect()
    for number in range(ROUNDS):
        text = _edited(2 * number + 1)
        peer.append(_seconds(partial(yaml.load, text, yaml.CSafeLoader)))
        deck.write_text(text, "utf-8")
        started = time.perf_counter()
        before = read(deck, labs, before)
        ours.append(time.perf_counter() - started)
        deck.write_text(text.replace("lr: 1e-3", f"lr: {number + 2}e-3"), "utf-8")
        lab.append(_seconds(partial(read, deck, labs, before)))
    base, mine, theirs = map(statistics.median, (peer, ours, lab))
    return [
        (f"yaml.load(CSafeLoader), {CARDS} cards, ms", base * 1000, "peer"),
        ("a card edited: read anew, checked, compared, ms", mine * 1000, ""),
        ("a card edited: reading anew / yaml.load", mine / base, "<= 1.5"),
        ("a lab edited: reading anew / yaml.load", theirs / base, ""),
    ]


def _following(deck: Path) -> list[tuple[str, float, str]]:
    """From the look that finds a save to its problems told."""
    told: queue.Queue[float] = queue.Queue()

    def tell(_reading: Reading, seen: float) -> None:
        told.put(time.perf_counter() - seen)

    follower = Follower(deck, code_labs(), tell)
    follower.start()
    told.get(timeout=60)
    took = []
    for number in range(ROUNDS):
        _save(deck, _edited(number))
        took.append(told.get(timeout=60))
    follower.stop()
    return [
        ("save seen to problems told, median, ms", statistics.median(took) * 1000, "<= 100"),
        ("save seen to problems told, slowest, ms", max(took) * 1000, ""),
    ]


def _painting(deck: Path, home: Path) -> list[tuple[str, float, str]]:
    """From a save to the bytes that show its problem on a pty, and those that take it away."""
    home.mkdir()
    (home / "config.toml").write_text("prove_on_save = false\n")
    deck.write_text(_edited(1), "utf-8")
    screen = Screen([sys.executable, "-m", "quizapp", "deck", "watch", str(deck)], home)
    took = []
    try:
        screen.wait("qa-0")
        screen.settle(3)
        for number in range(ROUNDS):
            _save(deck, _edited(number))
            took.append(screen.wait("unknown key" if number % 2 == 0 else "not judged yet"))
            screen.settle()
    finally:
        screen.kill()
    median = statistics.median(took) * 1000
    return [("save to problems painted, waiting to see it within, median, ms", median, "<= 150")]


def _save(deck: Path, text: str) -> None:
    """As editors do: beside, then in its place."""
    beside = deck.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(deck)


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
