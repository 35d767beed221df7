"""Studying over a large log, on real files: counts for Home, planning a day, key to next card."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.deck.model import CardKey
from quizapp.review.days import now
from quizapp.review.model import Event, Moment, Rating
from quizapp.review.schedule import Scheduler
from quizapp.review.session import Response
from quizapp.review.study import Study
from quizapp.review.today import today
from quizapp.store import rows as stored
from quizapp.store.db import Store

CARDS = 10_000
REVIEWS = 20_000
_DAY = 86_400_000


def milliseconds(work: Callable[[], object], rounds: int = 7) -> float:
    """Median time of a call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def library(folder: Path) -> Library:
    """One deck of many small cards, read from its file and then from the cache."""
    cards = "".join(
        f"  - {{id: c{number}, type: truth, q: '?', answer: true, unproven: x}}\n"
        for number in range(CARDS)
    )
    path = folder / "deck.yaml"
    path.write_text(f"quizapp: 1\ndeck: deck\ntitle: '?'\nlicense: none\ncards:\n{cards}")
    os.environ["QUIZAPP_HOME"] = str(folder)
    Library.load([path])
    return Library.load([path])


def fill(store: Store) -> None:
    """A log of months, written at once (a learner writes it one by one)."""
    start = now()
    with store.writing():
        for seq in range(1, REVIEWS + 1):
            ago = 120 - 100 * seq // REVIEWS
            moment = Moment(
                type(start.at)(start.at - ago * _DAY + seq), type(start.day)(start.day - ago)
            )
            card = CardKey(f"deck/c{seq % (CARDS // 2)}")
            event = Event(store.device, seq, "review", moment.at, moment.day, card, Rating.GOOD)
            row = stored.event_row(Event(**{**_fields(event), "tick": moment.at}))
            marks = stored.marks(stored.EVENT)
            store._db.execute(f"INSERT INTO events ({stored.EVENT}) VALUES ({marks})", row)


def _fields(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in Event.__slots__}


def grade_times(study: Study, count: int) -> list[float]:
    """Milliseconds from giving a grade to holding the next card, the write to disk included."""
    times = []
    for number in range(count):
        study.reveal(Response(truth=True))
        start = time.perf_counter()
        study.grade(Rating(1 + number % 4))
        times.append(1000 * (time.perf_counter() - start))
    return times


def sync_cost(folder: Path) -> float:
    """Median milliseconds of one write and fsync on this disk: no durable answer is cheaper."""
    with (folder / "probe").open("wb") as file:

        def write() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return milliseconds(write, 50)


def imports_cost() -> float:
    """Milliseconds that the store, the counts and the settings add to a process that starts."""
    code = (
        "import time; start = time.perf_counter()\n"
        "import quizapp.store.db, quizapp.review.today, quizapp.config\n"
        "print(1000 * (time.perf_counter() - start))"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(9)
    ]
    return statistics.median(runs)


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement."""
    config = Config(new_per_day=9999, reviews_per_day=9999)
    with tempfile.TemporaryDirectory() as folder:
        decks = library(Path(folder))
        path = Path(folder, "reviews.db")
        with Store.open(path) as store:
            fill(store)
            rebuild = milliseconds(lambda: store.rebuild("", Scheduler.of(config).replay_all), 1)
            study = Study(decks, store, config)
            times = sorted(grade_times(study, 300))
            begin = milliseconds(lambda: Study(decks, store, config))
            undo = milliseconds(study.undo)

        def counts() -> None:
            with Store.open(path, readonly=True) as reader:
                today(decks, reader, config, now())

        return [
            ("import store, counts and settings, ms", imports_cost(), ""),
            (f"counts for Home, {CARDS} cards, ms", milliseconds(counts), ""),
            (f"begin to study, {CARDS} cards, ms", begin, ""),
            ("one write and fsync on this disk, ms", sync_cost(Path(folder)), "peer"),
            ("grade to next card, median, ms", statistics.median(times), ""),
            ("grade to next card, p90, ms", times[int(0.9 * len(times))], "<= 35"),
            ("undo, ms", undo, ""),
            (f"derive all states from {REVIEWS} reviews, ms", rebuild, ""),
        ]
