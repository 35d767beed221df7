"""Ten thousand random edit scripts on decks with reviews: how many reviews end at another card; and
how often a card that lost its id is offered the right one.

``identity:N`` runs N scripts instead.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizapp.deck.alike import match
from quizapp.deck.face import Face, face_of
from quizapp.deck.library import Library
from quizapp.deck.model import CardKey
from quizapp.paths import shipped
from quizapp.store.db import Store
from tests import identity

SCRIPTS = 10_000
STEPS = 6
_SHOWN = 5
"""Failures that are printed, by their seed."""


def batch(folder: Path, seeds: range) -> tuple[Counter[str], list[str]]:
    """Run some scripts; what they did, and what went wrong."""
    done: Counter[str] = Counter()
    wrong: list[str] = []
    home = folder / f"{os.getpid()}"
    os.environ["TMPDIR"] = str(folder)
    for seed in seeds:
        try:
            done += identity.run(home, seed, STEPS, folder / "empty.db")
        except identity.WrongError as error:
            wrong.append(str(error))
    return done, wrong


def faces() -> list[Face]:
    """Of the shipped cards."""
    decks = Library.load([shipped("decks")], cache=False).decks
    return [face_of(card, deck.path) for deck in decks for card in deck.cards]


def reworded(face: Face, chance: random.Random, share: float) -> Face:
    """The card under a new id, with that share of its words replaced by others of it."""
    texts = []
    for lang, text in face.texts:
        words = text.split()
        new = [chance.choice(words) if chance.random() < share else word for word in words]
        texts.append((lang, " ".join(new)))
    return replace(face, card=CardKey(f"new/{face.card}"), texts=tuple(texts))


def offered(rounds: int = 100) -> tuple[float, float]:
    """Of cards that got another id and other words, how many are offered the right one; of cards
    that are gone among new ones, how many are offered one at all.
    """
    known, chance = faces(), random.Random(1)
    right = wrong = count = 0
    for _ in range(rounds):
        some = chance.sample(known, 10)
        new = [reworded(face, chance, 0.3) for face in some[:5]]
        for one in match(some[:5], [*new, *some[5:]]):
            right += one.clear and one.likely[0] == f"new/{one.card}"
        wrong += sum(one.clear for one in match(some[:5], some[5:]))
        count += 5
    return right / count, wrong / count


def rows(how: str = "") -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    scripts = int(how or SCRIPTS)
    memory = Path("/dev/shm")
    done: Counter[str] = Counter()
    wrong: list[str] = []
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        Store.open(Path(folder, "empty.db")).close()
        size = max(1, scripts // 100)
        seeds = [range(at, min(at + size, scripts)) for at in range(0, scripts, size)]
        with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            for tally, faults in pool.map(partial(batch, Path(folder)), seeds):
                done += tally
                wrong += faults
    for fault in wrong[:_SHOWN]:
        print(fault)
    right, unfounded = offered()
    minutes = (time.perf_counter() - start) / 60
    counted = [(f"  {name}", float(done[name]), "") for name in sorted(done)]
    return [
        ("edit scripts", float(scripts), ""),
        *counted,
        ("scripts that left a review at another card, or merged two", float(len(wrong)), "<= 0"),
        ("all of it, minutes", minutes, "<= 3" if scripts == SCRIPTS else ""),
        ("new id and 3 words in 10: offered the right `was`, share", right, ">= 0.95"),
        ("gone for good among new cards: offered one, share", unfounded, "<= 0.01"),
    ]
