"""Opening a SQLite file that a stranger made, to read rows of known tables and nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.text.clean import clean_line

CELL_BYTES = 8 * 1024 * 1024
"""The largest cell, which note types may need: the old form has all of them in one."""

TABLE_BYTES = 256 * 1024 * 1024
"""All that is read of one table. The file may be smaller: cells can be made to share pages."""

STEPS = 100_000_000
"""What SQLite may do for one package, in steps of its machine: a second or two."""

_STEPS_A_LOOK = 100_000
_HEADER = b"SQLite format 3\x00"
_PAGE_SIZE, _PAGES = slice(16, 18), slice(28, 32)

_EXPECTED = {
    "android_metadata",
    "cards",
    "col",
    "config",
    "deck_config",
    "decks",
    "fields",
    "graves",
    "notes",
    "notetypes",
    "revlog",
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
    "tags",
    "templates",
}
_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\b", re.IGNORECASE)


class Rows:
    """The rows of an untrusted database, table by table."""

    def __init__(self, connection: sqlite3.Connection, tables: set[str]) -> None:
        self._connection = connection
        self.tables = tables

    def of(self, table: str, columns: tuple[str, ...], limit: int) -> list[tuple[Any, ...]]:
        """Those columns of a table, in the order of its file.

        Raises:
            QuizError: the table lacks them, computes them, or has more than ``limit`` rows.
        """
        if table not in self.tables:
            raise QuizError(f"the collection has no table '{table}'")
        self._check(table, columns)
        # NOT INDEXED: an index may be of an expression, and this way none is looked at.
        query = f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED LIMIT {limit + 1}"
        rows = []
        size = 0
        for row in self._connection.execute(query):
            rows.append(row)
            size += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
            if len(rows) > limit or size > TABLE_BYTES:
                most = f"{limit} rows" if len(rows) > limit else f"{TABLE_BYTES // 1024**2} MiB"
                raise QuizError(
                    f"the collection has more than {most} in its table '{table}'",
                    "Export a part of it from Anki.",
                )
        return rows

    def _check(self, table: str, columns: tuple[str, ...]) -> None:
        # table_xinfo alone lists generated columns, whose expressions would run as they are read.
        known = {row[1]: row[6] for row in self._connection.execute(f"PRAGMA table_xinfo({table})")}
        if any(known.values()):
            raise QuizError(f"the collection's table '{table}' has computed columns")
        for column in columns:
            if column not in known:
                raise QuizError(f"the collection's table '{table}' has no column '{column}'")


@contextmanager
def opened(database: Path, origin: Path) -> Iterator[Rows]:
    """The rows of the database taken out of ``origin``, under limits.

    Raises:
        QuizError: it is no database, damaged, or has in it what Anki puts into none.
    """
    try:
        _check_header(database)
        uri = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            _confine(connection)
            yield Rows(connection, _tables(connection))
    except QuizError as error:
        raise QuizError(
            f"{origin}: {error.message}", error.remedy or "Do not trust this file."
        ) from error
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise _explained(error, origin) from error


def _explained(error: Exception, origin: Path) -> QuizError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return QuizError(
            f"{origin}: reading its collection takes far too many steps; it was given up",
            "Do not trust this file.",
        )
    if code == sqlite3.SQLITE_TOOBIG:
        return QuizError(
            f"{origin}: its collection has a text of more than {CELL_BYTES // 1024**2} MiB",
            "Shorten it in Anki and export again.",
        )
    why = "text that is not UTF-8" if isinstance(error, UnicodeError) else clean_line(str(error))
    return QuizError(
        f"{origin}: the collection inside is damaged: {why}",
        "Let Anki check its database (Tools, Check Database) and export again.",
    )


def _check_header(database: Path) -> None:
    size = database.stat().st_size
    with database.open("rb") as file:
        head = file.read(100)
    if not head.startswith(_HEADER) or len(head) < 100:
        raise QuizError("the collection inside is no SQLite database")
    page = int.from_bytes(head[_PAGE_SIZE], "big")
    page = 65536 if page == 1 else page
    if int.from_bytes(head[_PAGES], "big") * page > size:
        raise QuizError("the collection inside is cut short", "Export it from Anki once more.")


def _confine(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda cell: cell.decode("utf-8", "replace")
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))  # named by Anki's tables
    for limit, most in (
        (sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 10_000),
        (sqlite3.SQLITE_LIMIT_COLUMN, 100),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    ):
        connection.setlimit(limit, most)
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.set_progress_handler(_Countdown().is_over, _STEPS_A_LOOK)
    connection.set_authorizer(_allow)


class _Countdown:
    def __init__(self) -> None:
        self._left = STEPS // _STEPS_A_LOOK

    def is_over(self) -> bool:
        self._left -= 1
        return self._left < 0


def _allow(action: int, first: str | None, *_: object) -> int:
    """SQLite asks this before each thing a statement would do."""
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and (first in _EXPECTED or first == "sqlite_master"):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> set[str]:
    """The tables there are, when there are only tables, and only Anki's."""
    found = connection.execute("SELECT type, name, rootpage, sql FROM sqlite_master LIMIT 201")
    tables = set()
    for kind, name, root, sql in found.fetchall():
        shown = clean_line(str(name)[:40])
        if kind not in ("table", "index"):
            raise QuizError(f"the collection has a {clean_line(str(kind)[:20])} in it, '{shown}'")
        if kind == "table":
            if not root or _VIRTUAL.match(str(sql)):
                raise QuizError(f"the collection has a virtual table in it, '{shown}'")
            if name not in _EXPECTED:
                raise QuizError(f"the collection has a table that Anki has not, '{shown}'")
            tables.add(name)
    return tables
