"""Anki's packages: are the intervals the same there, and what does reading one cost?"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from quizapp.config import Config
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.exchange.apkg.history import history
from quizapp.exchange.apkg.inward import read
from quizapp.exchange.ready import make_ready
from quizapp.exchange.write import as_deck
from quizapp.review.days import now
from quizapp.review.model import Rating
from quizapp.review.schedule import Scheduler
from tests import anki
from tests.apkg import legacy
from tests.unit.test_apkg_hostile import CASES
from tests.unit.test_apkg_progress import OTHERS, ids, learner, ours

T = TypeVar("T")

LEARNERS = 10
NOTES, REVIEWS = 10_000, 100_000


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    with TemporaryDirectory() as folder:
        return [*_progress(Path(folder)), *_reading(Path(folder)), _hostile(Path(folder))]


def _progress(folder: Path) -> list[tuple[str, float, str]]:
    """Histories that went to Anki: what it offers on each button, beside what we do."""
    offered = same = reviews = arrived = 0
    with anki.noon():
        for seed in range(LEARNERS):
            own = learner(folder / str(seed), (Config(fuzz=False), OTHERS)[seed % 2], seed)
            collection = anki.collection(folder / f"anki{seed}")
            anki.take_in(collection, own.write(folder / "ours.apkg"))
            reviews += sum(map(len, own.reviews.values()))
            arrived += collection.db.scalar("SELECT count(*) FROM revlog")
            rules, moment = Scheduler.of(own.config), now()
            for key, card in ids(collection).items():
                wanted = ours(rules, own.state(key), moment)
                found = anki.offered(collection, card)
                offered += len(Rating)
                same += sum(a == b for a, b in zip(wanted, found, strict=True))
            collection.close()
    return [
        ("reviews sent to Anki", reviews, ""),
        ("of these, arrived", arrived / reviews, ">= 1"),
        ("intervals that Anki offers", offered, ""),
        ("of these, the same as ours", same / offered, ">= 0.999"),
    ]


def _reading(folder: Path) -> list[tuple[str, float, str]]:
    """A large package, in three steps; a deck of the size that people share."""
    path = legacy(
        folder / "large.apkg",
        [(f"What is <b>{number}</b>?", f"The answer<br>{number}") for number in range(NOTES)],
        reviews=[
            (1_600_000_000_000 + 1000 * number, 1 + number % NOTES, 3, 5, 2500, 900, 1)
            for number in range(REVIEWS)
        ],
    )
    inward, reading = _timed(lambda: read(path))
    ready, cleaning = _timed(lambda: make_ready(inward.transit))
    keys = {card.place: CardKey(f"d/{name}") for name, card in ready.cards}
    _, writing = _timed(lambda: as_deck(ready, "d.yaml", "d"))
    found, turning = _timed(lambda: history(inward, keys, (), now(), 4))
    assert len(found.events) == REVIEWS
    return [
        (f"read a package of {NOTES} notes, {REVIEWS} reviews, s", reading, "<= 10"),
        ("make its cards ready, s", cleaning, "<= 20"),
        ("make a deck of them, s", writing, "<= 10"),
        ("make events of its reviews, s", turning, "<= 5"),
    ]


def _hostile(folder: Path) -> tuple[str, float, str]:
    slowest = 0.0
    for name, (make, _) in CASES.items():
        path = folder / f"{name}.apkg"
        make(path)
        slowest = max(slowest, _timed(lambda path=path: _refused(path))[1])
    return f"the slowest of {len(CASES)} hostile packages, s", slowest, "<= 1"


def _refused(path: Path) -> None:
    with suppress(QuizError):
        read(path)
        raise AssertionError(path)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    made = work()
    return made, time.perf_counter() - began
