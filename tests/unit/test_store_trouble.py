"""Files that are locked, damaged, foreign, too new, too old, full or read-only: all explained."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.review.model import Event, Millis, Moment, Rating, StudyDay
from quizapp.store import schema
from quizapp.store.db import Store

MOMENT = Moment(Millis(1_700_000_000_000), StudyDay(19_675))


def add(store: Store) -> None:
    draft = Event("", 0, "review", MOMENT.at, MOMENT.day, CardKey("d/c"), Rating.GOOD)
    store.append(draft, lambda state: state)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.db"
    with Store.open(path) as store:
        add(store)
    return path


def message(path: Path, *, readonly: bool = False) -> str:
    with pytest.raises(QuizError) as caught:
        Store.open(path, readonly=readonly, patience=0.1)
    assert str(path) in caught.value.message
    assert caught.value.remedy
    return str(caught.value)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_file_is_waited_for_only_so_long(path: Path) -> None:
    with Store.open(path, patience=0.2) as store:
        with locked(path):
            start = time.monotonic()
            with pytest.raises(QuizError, match="locked by another program"):
                add(store)
            assert time.monotonic() - start < 3
            assert "locked" in message(path)
            assert "locked" in message(path, readonly=True)
        add(store)
        assert len(store.events()) == 2


@pytest.mark.parametrize("readonly", [True, False])
def test_a_file_that_is_no_database(path: Path, readonly: bool) -> None:
    path.write_bytes(b"this is a shopping list\n" * 100)
    before = path.read_bytes()
    assert "backups" in message(path, readonly=readonly)
    assert path.read_bytes() == before


def test_a_damaged_page_is_found_and_said(path: Path) -> None:
    with Store.open(path) as store:
        for _ in range(60):
            add(store)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    with pytest.raises(QuizError, match="damaged"), Store.open(path) as store:
        store.events()


def test_a_truncated_file_is_said(path: Path) -> None:
    os.truncate(path, 5000)
    with pytest.raises(QuizError, match="damaged"), Store.open(path) as store:
        store.events()


@pytest.mark.parametrize("readonly", [True, False])
def test_a_strangers_database_is_left_alone(tmp_path: Path, readonly: bool) -> None:
    path = tmp_path / "reviews.db"
    with closing(sqlite3.connect(path)) as stranger:
        stranger.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    assert "another program's database" in message(path, readonly=readonly)
    assert path.read_bytes() == before


@pytest.mark.parametrize("readonly", [True, False])
def test_a_newer_version_is_refused_and_left_alone(path: Path, readonly: bool) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    said = message(path, readonly=readonly)
    assert "newer quizapp" in said
    assert f"version {schema.VERSION + 1}" in said
    assert "Update quizapp" in said
    assert path.read_bytes() == before


@pytest.fixture
def next_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quizapp that is one version further than the file at ``path``, which is there."""
    assert path.exists()
    step = schema.Step("more", ("CREATE TABLE more (x INTEGER) STRICT",))
    steps = (*schema.STEPS, step)
    monkeypatch.setattr(schema, "STEPS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))


@pytest.mark.usefixtures("next_version")
def test_an_older_version_is_backed_up_then_migrated(path: Path) -> None:
    with Store.open(path) as store:
        assert len(store.events()) == 1
        assert store._db.execute("SELECT count(*) FROM more").fetchone() == (0,)
        assert store._db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    (copy,) = (path.parent / "backups").iterdir()
    assert copy.name.startswith(f"reviews-v{schema.VERSION - 1}-")
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("SELECT count(*) FROM events").fetchone() == (1,)
        assert old.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)
    Store.open(path).close()
    assert len(list((path.parent / "backups").iterdir())) == 1


@pytest.mark.usefixtures("next_version")
def test_an_older_version_can_be_read_without_touching_it(path: Path) -> None:
    before = path.read_bytes()
    with Store.open(path, readonly=True) as store:
        assert len(store.events()) == 1
        assert store._db.execute("SELECT count(*) FROM more").fetchone() == (0,)
    assert path.read_bytes() == before
    assert not (path.parent / "backups").exists()


@pytest.mark.usefixtures("next_version")
def test_a_migration_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = schema.Step("more", ("CREATE TABLE more (x INTEGER) STRICT", "CREATE TABLE more (y)"))
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS[:-1], broken))
    before = path.read_bytes()
    with pytest.raises(QuizError, match="more already exists"):
        Store.open(path)
    assert path.read_bytes() == before


def test_two_programs_may_make_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    code = (
        "import sys; from pathlib import Path; from quizapp.store.db import Store;"
        "print(Store.open(Path(sys.argv[1]), patience=20).device)"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    devices = {child.communicate(timeout=60)[0] for child in children}
    assert [child.returncode for child in children] == [0, 0, 0]
    assert len(devices) == 1


def fill(store: Store) -> tuple[int, QuizError]:
    saved = len(store.events())
    for _ in range(1000):
        try:
            add(store)
        except QuizError as error:
            return saved, error
        saved += 1
    raise AssertionError("the disk never filled")


def test_a_full_disk_loses_nothing_and_the_answer_can_be_given_again(path: Path) -> None:
    with Store.open(path) as store:
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        saved, error = fill(store)
        assert "no space left" in error.message
        assert str(path) in error.message
        assert len(store.events()) == saved
        store._db.execute("PRAGMA max_page_count = 1000000")
        add(store)
        assert len(store.events()) == saved + 1
        assert store.damage() == []


AS_NOBODY = """
import os, sys
from pathlib import Path
from quizapp.errors import QuizError
from quizapp.review.model import Event, Rating
from quizapp.store.db import Store
if os.getuid() == 0:
    os.setuid(65534)  # Root may write anywhere.
path = Path(sys.argv[1], "reviews.db")
"""


def as_nobody(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code as a user who may only read ``folder``."""
    command = [sys.executable, "-c", AS_NOBODY + code, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def readonly_home(path: Path) -> Iterator[Path]:
    folder = Path("/tmp") / f"quizapp-readonly-{os.getpid()}"
    shutil.copytree(path.parent, folder)
    (folder / "reviews.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_home_can_be_read_and_says_why_it_cannot_be_written(
    readonly_home: Path,
) -> None:
    reading = "print(len(Store.open(path, readonly=True).events()))"
    done = as_nobody(readonly_home, reading)
    assert done.stdout.strip() == "1", done.stderr
    writing = (
        "event = Event('', 0, 'review', 1, 1, 'd/c', Rating.GOOD)\n"
        "try: Store.open(path).append(event, lambda state: state)\n"
        "except QuizError as error: print(error)"
    )
    done = as_nobody(readonly_home, writing)
    assert "cannot write" in done.stdout, done.stderr
    assert "QUIZAPP_HOME" in done.stdout


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize("below", ["reviews.db", "deeper/reviews.db"])
def test_home_that_is_a_file_is_said(tmp_path: Path, below: str, readonly: bool) -> None:
    home = tmp_path / "home"
    home.write_text("")
    with pytest.raises(QuizError) as caught:
        Store.open(home / below, readonly=readonly)
    assert caught.value.message.startswith(f"{home} is not a folder")
    assert "QUIZAPP_HOME" in caught.value.remedy
