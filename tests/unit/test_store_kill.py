"""``kill -9`` at 200 random instants of study: every acknowledged grade is there afterwards."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NoReturn, TextIO

import pytest

from quizapp.review.model import Event, Millis, Moment, Rating, StudyDay
from quizapp.review.schedule import Scheduler
from quizapp.store.db import Store

KILLS = 200
AT_ONCE = 4
"""Files that are studied side by side, each killed again and again."""


def study(path: Path, told: TextIO) -> NoReturn:
    """Grade and undo for ever, and say after each what is done."""
    rules = Scheduler()
    store = Store.open(path, patience=20)
    number = len(store.events())
    print("ready", file=told, flush=True)
    while True:
        moment = Moment(Millis(1_700_000_000_000 + 1000 * number), StudyDay(19_675 + number // 50))
        rating = Rating(1 + number % 4)
        if number % 11 == 10:
            undone = store.undo(moment, lambda card: [card], rules.replay)
            assert undone is not None
            number += 1
            print("undone", undone[0].seq, file=told, flush=True)
        draft = Event("", 0, "review", moment.at, moment.day, f"d/{number % 7}", rating)
        event, _ = store.append(draft, partial(rules.next, rating=rating, moment=moment))
        number += 1
        print("graded", event.seq, file=told, flush=True)


class Student:
    """A process that studies; what it acknowledged is read after its death."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.graded: set[int] = set()
        self.undone: set[int] = set()

    def begin(self) -> None:
        """Fork: starting Python anew 200 times would take longer than all the lives."""
        heard, told = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            try:
                study(self.path, os.fdopen(told, "w"))
            finally:
                os._exit(1)
        os.close(told)
        self._heard = os.fdopen(heard)

    def wait(self) -> None:
        """Until it studies."""
        assert self._heard.readline() == "ready\n"

    def die(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        # Only whole lines are acknowledgements: death may cut the last one short.
        *whole, _ = self._heard.read().split("\n")
        for line in whole:
            word, _, number = line.partition(" ")
            if word == "graded":
                self.graded.add(int(number))
            elif word == "undone":
                self.undone.add(int(number))
        self._heard.close()
        _, status = os.waitpid(self._pid, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL

    def check(self) -> None:
        """What was acknowledged is there, and the file is sound."""
        with closing(sqlite3.connect(self.path)) as raw:
            logged = {seq for (seq,) in raw.execute("SELECT seq FROM events")}
            undone = {seq for (seq,) in raw.execute("SELECT target_seq FROM events")}
            assert logged >= self.graded
            assert undone >= self.undone
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def check_states(self) -> None:
        """No death came between an event and the state that follows from it."""
        with Store.open(self.path) as store:
            assert Scheduler().replay_all(store.reviews()) == store.states()


def test_200_deaths_lose_no_acknowledged_grade(tmp_path: Path) -> None:
    chance = random.Random(200)
    students = [Student(tmp_path / f"{number}.db") for number in range(AT_ONCE)]
    for student in students:
        Store.open(student.path).close()
    for _ in range(KILLS // AT_ONCE):
        for student in students:
            student.begin()
        for student in students:
            student.wait()
        start = time.monotonic()
        for student in chance.sample(students, AT_ONCE):
            # One after the other, so that a death also finds the disk busy with others' grades.
            time.sleep(max(0.0, start + chance.uniform(0, 0.05) - time.monotonic()))
            student.die()
        for student in students:
            student.check()
    for student in students:
        student.check_states()
    # The lives were long enough to prove something, also where a disk takes 40 ms for a grade.
    assert sum(len(student.graded) for student in students) > KILLS // 4
    assert any(student.undone for student in students)


@pytest.mark.parametrize("readonly", [True, False])
def test_a_half_written_answer_is_rolled_back_by_the_next_reader(
    tmp_path: Path, readonly: bool
) -> None:
    """A death between journal and commit leaves a hot journal; even ``due`` must read past it."""
    path = tmp_path / "reviews.db"
    with Store.open(path) as store:
        device = store.device
    code = f"""
import os, sqlite3
db = sqlite3.connect({str(path)!r}, isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
for seq in range(1, 2000):
    db.execute("INSERT INTO events VALUES ('x', ?, 1, 'review', 1, 1, 'd/c', 3, 0, 0, '',"
               " NULL, NULL)", (seq,))
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert (tmp_path / "reviews.db-journal").stat().st_size > 0
    with Store.open(path, readonly=readonly) as store:
        assert store.events() == []
        assert store.device == device
        assert store.damage() == []
