"""A package that Anki imports: a database of schema 11, which every Anki reads, in a zip."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha1
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quizapp.exchange.apkg.faces import Face
from quizapp.exchange.apkg.notetypes import NOTETYPES, as_model
from quizapp.exchange.apkg.progress import LogRow, Schedule
from quizapp.review.schedule import Scheduler

_MEMBER = "collection.anki21"
_META = b"\x08\x02"
"""The version of that form, as Anki writes it: field 1 is 2."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SEPARATOR = "\x1f"
_PRESET = 1_700_000_000_000
_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A note with its one card.

    ``id`` names both in Anki, ``guid`` the note for ever; ``changed`` is the second in which its
    text last changed.
    """

    id: int
    guid: str
    deck: int
    face: Face
    tags: Sequence[str]
    changed: int
    schedule: Schedule
    log: Sequence[LogRow]


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for the whole package.

    ``created`` is the second in which its first day began, ``west`` the minutes its clock is
    behind UTC, ``decks`` the names of its decks by their ids.
    """

    created: int
    west: int
    day_start: int
    decks: dict[int, str]
    scheduler: Scheduler
    new_per_day: int
    reviews_per_day: int


def packed(frame: Frame, entries: Sequence[Entry]) -> bytes:
    """The package."""
    with TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder, _MEMBER)
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(_TABLES)
            _fill(database, frame, entries)
        content = path.read_bytes()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (("meta", _META), (_MEMBER, content), ("media", b"{}")):
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _fill(database: sqlite3.Connection, frame: Frame, entries: Sequence[Entry]) -> None:
    changed = max((entry.changed for entry in entries), default=frame.created)
    database.execute(
        "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
        (
            frame.created,
            changed * 1000,
            changed * 1000,
            json.dumps(_conf(frame)),
            json.dumps({id: as_model(id, min(frame.decks)) for id in NOTETYPES}),
            json.dumps(dict(_decks(frame, changed))),
            json.dumps({_PRESET: _preset(frame, changed)}),
        ),
    )
    database.executemany(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')", map(_note, entries)
    )
    database.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)",
        ((entry.id, entry.id, entry.deck, entry.changed, *entry.schedule) for entry in entries),
    )
    database.executemany("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", _rows(entries))


def _note(entry: Entry) -> tuple[Any, ...]:
    first = unescape(re.sub(r"<[^>]*>", "", entry.face.values[0]))
    return (
        entry.id,
        entry.guid,
        entry.face.notetype,
        entry.changed,
        f" {' '.join(entry.tags)} " if entry.tags else "",
        _SEPARATOR.join(entry.face.values),
        first,
        # Anki finds notes that begin alike by this sum.
        int(sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16),
    )


def _rows(entries: Sequence[Entry]) -> Iterator[tuple[int, ...]]:
    """The log of all cards. Anki's ids are times, and no two are the same."""
    taken: set[int] = set()
    every = ((row, entry.id) for entry in entries for row in entry.log)
    for row, card in sorted(every, key=lambda one: (one[0].id, one[1])):
        id = row.id
        while id in taken:
            id += 1
        taken.add(id)
        yield (id, card, *row[1:])


def _conf(frame: Frame) -> dict[str, Any]:
    first = min(frame.decks)
    return {
        "schedVer": 2,
        "sched2021": True,
        "creationOffset": frame.west,
        "rollover": frame.day_start,
        "fsrs": True,
        "nextPos": 1,
        "curDeck": first,
        "activeDecks": [first],
        "curModel": min(NOTETYPES),
        "collapseTime": 1200,
        "sortType": "noteFld",
        "sortBackwards": False,
        "addToCur": True,
        "dueCounts": True,
        "estTimes": True,
        "newSpread": 0,
        "timeLim": 0,
        "dayLearnFirst": False,
    }


def _decks(frame: Frame, changed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for id, name in frame.decks.items():
        yield str(id), {
            "id": id, "name": name, "mod": changed, "usn": -1, "conf": _PRESET, "dyn": 0,
            "desc": "", "collapsed": False, "browserCollapsed": False, "extendNew": 0,
            "extendRev": 0, "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0],
            "timeToday": [0, 0],
        }  # fmt: skip


def _preset(frame: Frame, changed: int) -> dict[str, Any]:
    """The options of the decks: our settings, in Anki's units."""
    rules = frame.scheduler
    return {
        "id": _PRESET, "name": "quizapp", "mod": changed, "usn": -1, "maxTaken": 60, "timer": 0,
        "autoplay": True, "replayq": True, "dyn": False,
        "new": {
            "delays": [seconds / 60 for seconds in rules.learning_steps],
            "perDay": frame.new_per_day, "order": 1, "bury": False, "ints": [1, 4, 0],
            "initialFactor": 2500,
        },
        "rev": {
            "perDay": frame.reviews_per_day, "maxIvl": rules.maximum_interval, "bury": False,
            "ease4": 1.3, "ivlFct": 1.0, "hardFactor": 1.2,
        },
        "lapse": {
            "delays": [seconds / 60 for seconds in rules.relearning_steps],
            "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0,
        },
        "fsrsParams6": list(rules.parameters),
        "desiredRetention": rules.retention,
    }  # fmt: skip
