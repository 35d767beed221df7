"""Saves are seen however an editor saves, and nothing is read in the middle of one."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.author.follow import Follower
from quizapp.author.reading import Reading

CARD = "  - {{id: c{n}, type: qa, q: What?, answer: '{n}', unproven: x}}\n"


def text(*numbers: int) -> str:
    return "quizapp: 1\ndeck: own\ncards:\n" + "".join(CARD.format(n=n) for n in numbers)


class Followed:
    """A deck that is followed; ``next`` waits for a reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._readings: queue.Queue[Reading] = queue.Queue()
        self.follower = Follower(path, {}, lambda reading, _: self._readings.put(reading))
        self.follower.start()

    def next(self) -> Reading:
        return self._readings.get(timeout=20)

    def ids(self) -> list[str]:
        reading = self.next()
        assert not reading.problems
        return [draft.written.id for draft in reading.drafts]

    def until(self, wanted: list[str]) -> None:
        """Whatever is read on the way, in the end it is this."""
        while [draft.written.id for draft in self.next().drafts] != wanted:
            pass


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    path = tmp_path / "own.yaml"
    path.write_text(text(1), "utf-8")
    one = Followed(path)
    assert one.ids() == ["c1"]
    yield one
    one.follower.stop()
    one.follower.join(20)
    assert not one.follower.is_alive()


def test_a_save_in_place_is_seen(followed: Followed) -> None:
    followed.path.write_text(text(1, 2), "utf-8")
    assert followed.ids() == ["c1", "c2"]


def test_a_save_by_renaming_is_seen_each_time(followed: Followed) -> None:
    for numbers in ((1, 2), (2,), (3, 1)):
        beside = followed.path.with_name(".own.yaml.swp")
        beside.write_text(text(*numbers), "utf-8")
        beside.replace(followed.path)
        assert followed.ids() == [f"c{n}" for n in numbers]


def test_a_file_of_the_same_size_and_time_under_the_name_is_another_one(followed: Followed) -> None:
    old = followed.path.stat()
    beside = followed.path.with_name("new")
    beside.write_text(text(2), "utf-8")
    os.utime(beside, ns=(old.st_atime_ns, old.st_mtime_ns))
    beside.replace(followed.path)
    assert followed.ids() == ["c2"]


def test_a_file_that_is_taken_away_and_put_back_is_seen(followed: Followed) -> None:
    followed.path.unlink()
    followed.path.write_text(text(2), "utf-8")
    followed.until(["c2"])


def test_a_file_that_stays_away_is_a_problem_and_comes_back(followed: Followed) -> None:
    followed.path.unlink()
    gone = followed.next()
    assert [problem.code for problem in gone.problems] == ["E100"]
    assert [draft.written.id for draft in gone.drafts] == ["c1"]
    followed.path.write_text(text(1), "utf-8")
    assert followed.ids() == ["c1"]


def test_a_file_that_is_written_bit_by_bit_is_read_to_its_end(followed: Followed) -> None:
    with followed.path.open("w", encoding="utf-8") as file:
        for part in text(*range(40)).splitlines(keepends=True):
            file.write(part)
            file.flush()
            time.sleep(0.005)
    followed.until([f"c{n}" for n in range(40)])


def test_included_files_and_labs_are_followed_too(followed: Followed, tmp_path: Path) -> None:
    followed.path.write_text(text(1).replace("cards:", "include: more.yaml\ncards:"), "utf-8")
    assert [problem.code for problem in followed.next().problems] == ["E118"]
    more = tmp_path / "more.yaml"
    more.write_text("quizapp: 1\ncards:\n" + CARD.format(n=9), "utf-8")
    assert followed.ids() == ["c9", "c1"]
    more.write_text("quizapp: 1\ncards:\n" + CARD.format(n=8), "utf-8")
    assert followed.ids() == ["c8", "c1"]


def test_a_deck_that_grows_beyond_all_bounds_is_told_so(followed: Followed) -> None:
    beside = followed.path.with_name("large")
    beside.write_text(text(1) + "#" * (9 << 20), "utf-8")
    beside.replace(followed.path)
    assert "larger than 8 MiB" in followed.next().problems[0].message
    followed.path.write_text(text(*range(1000)), "utf-8")
    assert len(followed.ids()) == 1000


def test_what_the_other_decks_make_wrong_is_told_too(home: Path) -> None:
    (home / "decks").mkdir()
    for name in ("a", "b"):
        (home / "decks" / f"{name}.yaml").write_text(text(1), "utf-8")
    one = Followed(home / "decks" / "b.yaml")
    assert not one.next().problems
    whole = one.next()
    one.follower.stop()
    assert [problem.code for problem in whole.problems] == ["E111"]
    assert whole.problems[0].source_line == "deck: own"
