"""Bringing a review database to the present version: backup first, then all steps or none.

Imported only when a step is missing, because sqlite-utils is slow to import.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from quizapp.store import schema
from quizapp.store.backup import back_up


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply what is missing in one transaction; two programs may try at the same time."""
    # Whoever comes second waits here, then finds nothing left to do.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version:
            back_up(path, version)
        database = Database(connection, recursive_triggers=False, execute_plugins=False)
        _migrations().apply(database)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _migrations() -> Migrations:
    migrations = Migrations("quizapp")
    for number, step in enumerate(schema.STEPS, start=1):
        migrations(name=step.name)(_runner(number, step))
    return migrations


def _runner(number: int, step: schema.Step) -> Callable[[Database], None]:
    def run(database: Database) -> None:
        for statement in step.statements:
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {number}")

    run.__name__ = step.name
    return run
