"""Opening the review database safely: whose file it is, which version, how it is written.

Only opens; what is inside is the business of ``db``. No sqlite-utils unless a version is missing.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.store import schema


def open_writer(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that may write; makes the file, or brings it to the present version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(f"{path.absolute().as_uri()}?mode=rwc", patience)
    try:
        if _version(connection, path) < schema.VERSION:
            from quizapp.store.migrate import migrate

            migrate(connection, path)
        # A rollback journal, not WAL: SQLite before 3.51.3 can lose committed pages when two
        # connections use a WAL file and it is reset, and Python often links 3.40. Truncating
        # the journal is synced by synchronous=FULL; deleting it would not sync the folder.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that changes nothing. A missing or older file is read as a copy in memory."""
    try:
        path.stat()
    except FileNotFoundError:  # Any other failure is the caller's: a missing file alone is fine.
        return _modern_copy(None)
    connection = _connect_to_read(path, patience)
    try:
        if _version(connection, path) == schema.VERSION:
            return connection
        copy = _modern_copy(connection)
    except BaseException:
        connection.close()
        raise
    connection.close()
    return copy


def _connect(uri: str, patience: float) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)


def _connect_to_read(path: Path, patience: float) -> sqlite3.Connection:
    # Opened for writing where that is allowed: after a crash SQLite must first roll back what
    # was half done, even for a reader. query_only keeps us from writing anything ourselves.
    uri = path.absolute().as_uri()
    try:
        connection = _connect(f"{uri}?mode=rw", patience)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        connection = _connect(f"{uri}?mode=ro", patience)
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The file's version, 0 for an empty one. Refuses a stranger's file and a newer version."""
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if owner != schema.APPLICATION_ID:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner or version or tables:
            raise QuizError(
                f"{path} is another program's database; it was left as it is",
                "Move it away, or let QUIZAPP_HOME name another folder.",
            )
    if version > schema.VERSION:
        raise QuizError(
            f"{path} was written by a newer quizapp (database version {version}, this one knows"
            f" {schema.VERSION}); it was left as it is",
            "Update quizapp, or restore an older copy from"
            f" {path.parent / 'backups'} under another QUIZAPP_HOME.",
        )
    return version


def _modern_copy(source: sqlite3.Connection | None) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    if source is not None:
        source.backup(copy)
    version = int(copy.execute("PRAGMA user_version").fetchone()[0])
    for number, step in schema.pending(version):
        for statement in step.statements:
            copy.execute(statement)
        copy.execute(f"PRAGMA user_version = {number}")
    copy.execute("PRAGMA query_only = ON")
    return copy
