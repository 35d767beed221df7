"""Tidying a deck of 500 cards against PyYAML's own loader; with and without ids in it."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from quizapp.deck.fmt.files import tidy_deck
from tests.benchmarks.bench_deck import deck_text

CARDS = 500
ROUNDS = 7


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement; what is compared alternates in one run."""
    text = deck_text(CARDS)
    with tempfile.TemporaryDirectory() as folder:
        path, bare = Path(folder, "deck.yaml"), Path(folder, "bare.yaml")
        path.write_text(text, "utf-8")
        bare.write_text(text.replace("- id: ", "- was: "), "utf-8")
        plain, tidied, named = [], [], []
        for _ in range(ROUNDS):
            plain.append(_seconds(lambda: yaml.load(text, yaml.CSafeLoader)))
            tidied.append(_seconds(lambda: tidy_deck(path)))
            named.append(_seconds(lambda: tidy_deck(bare)))
    peer, ours, ids = map(statistics.median, (plain, tidied, named))
    return [
        (f"yaml.load(CSafeLoader), {CARDS} cards, ms", peer * 1000, "peer"),
        ("deck fmt, ms", ours * 1000, "<= 1000"),
        ("deck fmt / yaml.load", ours / peer, "<= 4"),
        ("deck fmt, an id for every card / yaml.load", ids / peer, "<= 6"),
    ]


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
