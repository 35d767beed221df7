"""Anki packages made by hand, as old and new Ankis make them, for tests to bend and break."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard

MODELS = {
    "1": {
        "name": "Basic",
        "type": 0,
        "flds": [{"name": "Front"}, {"name": "Back"}],
        "tmpls": [
            {
                "name": "Card 1",
                "qfmt": "{{Front}}",
                "afmt": "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}",
            }
        ],
    }
}
DECKS = {"1": {"name": "Default"}}
TABLES = {
    "col": "id integer primary key, crt, conf, models, decks",
    "notes": "id integer primary key, guid, mid, tags, flds",
    "cards": "id integer primary key, nid, ord, did, queue, ivl, flags, odid, type, due, odue,"
    " data",
    "revlog": "id integer primary key, cid, ease, ivl, factor, time, type",
}

Note = Sequence[str]


def database(
    path: Path,
    notes: Iterable[Note] = (("question", "answer"),),
    *,
    models: Any = MODELS,
    decks: Any = DECKS,
    conf: Any = None,
    reviews: Iterable[Sequence[Any]] = (),
    tables: Mapping[str, str] = TABLES,
    also: Iterable[str] = (),
) -> bytes:
    """A collection of schema 11 with a card for each note. ``also`` is SQL run at the end."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db, db:
        for name, columns in tables.items():
            db.execute(f"CREATE TABLE {name} ({columns})")
        said = [
            one if isinstance(one, str | bytes | None) else json.dumps(one)
            for one in (conf or {"schedVer": 2}, models, decks)
        ]
        db.execute("INSERT INTO col VALUES (1, 1500000000, ?, ?, ?)", said)
        for number, values in enumerate(notes, 1):
            guid, flds = f"guid{number}", "\x1f".join(values)
            db.execute("INSERT INTO notes VALUES (?, ?, 1, '', ?)", (number, guid, flds))
            db.execute(
                "INSERT INTO cards VALUES (?1, ?1, 0, 1, 0, 0, 0, 0, 0, ?1, 0, '')", (number,)
            )
        db.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?)", reviews)
        for statement in also:
            db.execute(statement)
    return path.read_bytes()


def package(path: Path, members: Mapping[str, bytes] | None = None, **of_zip: Any) -> Path:
    """A zip archive of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **of_zip) as archive:
        for name, data in (members or {}).items():
            archive.writestr(name, data)
    return path


def legacy(path: Path, *args: Any, **kwargs: Any) -> Path:
    """A package of the form of before 2022."""
    data = database(path.with_suffix(".db"), *args, **kwargs)
    return package(path, {"meta": b"\x08\x02", "collection.anki21": data, "media": b"{}"})


def zstd(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(packed, closefd=False) as stream:
        stream.write(data)
    return packed.getvalue()
