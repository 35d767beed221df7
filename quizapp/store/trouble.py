"""What SQLite's failures mean to a person: which file, what happened, what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.paths import not_a_folder

_PRIMARY = 0xFF  # SQLite's extended codes keep the primary one in the low byte.


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the failures of SQLite and of the file system inside into a ``QuizError``."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except (NotADirectoryError, FileExistsError) as error:
        raise not_a_folder(Path(error.filename or path)) from error
    except OSError as error:
        raise QuizError(
            f"cannot use {path}: {error.strerror or error}",
            "Check the folder's permissions, or let QUIZAPP_HOME name a folder you can write to.",
        ) from error


def explain(error: sqlite3.Error, path: Path) -> QuizError:
    """The message for one SQLite error."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    backups = path.parent / "backups"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return QuizError(
            f"{path} is locked by another program; nothing was changed",
            "Close the other program that uses it (another quizapp, a sync tool) and try again.",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return QuizError(
            f"{path} is damaged or is not a database: {error}",
            f"Move it away and copy the newest file from {backups} to its place; if there is"
            f" none, `sqlite3 {path.name} .recover` saves what can be read.",
        )
    if code == sqlite3.SQLITE_FULL:
        return QuizError(
            f"no space left for {path}; the last answer was not saved, all before it are",
            "Free some disk space, then answer again.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return QuizError(
            f"cannot write {path}: {error}",
            "Check its permissions and its folder's, or let QUIZAPP_HOME name a folder that you"
            " can write to.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return QuizError(
            f"the disk failed while using {path}: {error}; nothing was changed",
            "Check that the disk is connected, healthy and has space, then try again.",
        )
    return QuizError(f"{path}: {error}", "`quizapp doctor` checks the database.")
