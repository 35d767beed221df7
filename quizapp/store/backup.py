"""Copies of the review database, made while it may be in use. Restoring is another matter."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path


def back_up(path: Path, version: int) -> Path:
    """Copy the database at ``path`` into ``backups`` beside it; gives the copy's path.

    The name tells version and time. The copy gets its final name only when it is whole.
    """
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{path.stem}-v{version}-{stamp}.db"
    partial = target.with_suffix(".part")
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as source, closing(_new(partial)) as copy:
        source.backup(copy)
    partial.rename(target)
    return target


def _new(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    return sqlite3.connect(path)
