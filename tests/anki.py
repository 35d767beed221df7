"""The real Anki, as a package, in a collection of its own: what its own program would do."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Anki reads it once, as it is imported: intervals then have no chance in them.
os.environ.setdefault("ANKI_TEST_MODE", "1")

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportLogWithChanges,
)


@contextmanager
def noon() -> Iterator[None]:
    """A time zone in which it is noon: close to the turn of a day Anki's test mode, and only it,
    puts some of its clocks back by two hours.
    """
    before = os.environ.get("TZ")
    os.environ["TZ"] = f"NOON{datetime.now(UTC).hour - 12:+d}"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def collection(folder: Path, *, created: int = 1_600_000_000, fsrs: bool = True) -> Collection:
    """A new collection, which began on another day than any of ours."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Collection(str(folder / "collection.anki2"))
    made.db.execute("UPDATE col SET crt = ?", created)
    made.close()
    opened = Collection(made.path)
    opened.set_config("fsrs", fsrs)
    return opened


def take_in(into: Collection, package: Path) -> ImportLogWithChanges:
    """Import a package as its dialog does with everything ticked."""
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    return into.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=options)
    )


def put_out(collection: Collection, package: Path, *, legacy: bool) -> Path:
    """Export everything; ``legacy`` is the box for older Ankis."""
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_media=True, with_deck_configs=True, legacy=legacy
    )
    collection.export_anki_package(out_path=str(package), options=options, limit=None)
    return package


def add(into: Collection, notetype: str, *values: str, tags: str = "", deck: str = "") -> Any:
    """A note; gives it back."""
    note = into.new_note(into.models.by_name(notetype))
    note.fields[: len(values)] = values
    note.tags = tags.split()
    into.add_note(note, into.decks.id(deck or "Default"))
    return note


def offered(collection: Collection, card: int) -> list[tuple[str, int]]:
    """What the four buttons would do to a card now: days in review, or seconds until a step."""
    states = collection._backend.get_scheduling_states(card)
    found = []
    for name in ("again", "hard", "good", "easy"):
        normal = getattr(states, name).normal
        if normal.WhichOneof("kind") == "review":
            found.append(("days", normal.review.scheduled_days))
        elif normal.WhichOneof("kind") == "learning":
            found.append(("seconds", normal.learning.scheduled_secs))
        else:
            found.append(("seconds", normal.relearning.learning.scheduled_secs))
    return found


def sleep(collection: Collection, days: int) -> Collection:
    """The collection as it is after some days: all that was done moves that far into the past."""
    past = days * 86_400
    collection.db.execute("UPDATE col SET crt = crt - ?", past)
    collection.db.execute("UPDATE revlog SET id = id - ?", past * 1000)
    collection.db.execute("UPDATE cards SET due = due - ? WHERE queue = 1", past)
    for card, data in collection.db.all("SELECT id, data FROM cards WHERE data LIKE '%lrt%'"):
        said = json.loads(data)
        said["lrt"] -= past
        collection.db.execute("UPDATE cards SET data = ? WHERE id = ?", json.dumps(said), card)
    collection.close()
    return Collection(collection.path)
