"""``quizapp doctor``: is this installation sound, and are the learner's data?"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from tempfile import TemporaryFile
from typing import NamedTuple

from quizapp.cli.output import emit_json
from quizapp.errors import QuizError
from quizapp.paths import config_file, database, home, not_a_folder
from quizapp.text.clean import clean


class Finding(NamedTuple):
    """One thing looked at. ``ok`` is ``None`` when it is not needed to study, only missed."""

    name: str
    ok: bool | None
    detail: str
    remedy: str = ""


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp doctor --help``. Exit status 1 when something is broken."""
    args = _parser().parse_args(argv)
    findings = list(_findings())
    healthy = all(finding.ok is not False for finding in findings)
    if args.json:
        emit_json({"ok": healthy, "findings": [finding._asdict() for finding in findings]})
    else:
        print("\n".join(_as_text(finding) for finding in findings))
    return 0 if healthy else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp doctor",
        description="Check Python and the packages, the compiler that compiled optimizers need,"
        " what labs are kept from, your data's folder, the database, the settings and the decks."
        " Changes nothing.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _as_text(finding: Finding) -> str:
    word = {True: "ok  ", False: "BAD ", None: "note"}[finding.ok]
    line = f"{word}  {finding.name:<10}  {clean(finding.detail)}"
    return f"{line}\n      {'':<10}  {clean(finding.remedy)}" if finding.remedy else line


def _findings() -> Iterator[Finding]:
    yield _python()
    yield from _packages()
    yield _compiler()
    yield from _isolation()
    for name, look in _DATA.items():
        try:
            yield look()
        except QuizError as error:
            yield Finding(name, False, error.message, error.remedy)
    yield from _orphans()


def _python() -> Finding:
    fine = sys.version_info >= (3, 11)
    detail = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return Finding("python", fine, detail, "" if fine else "quizapp needs Python 3.11 or newer.")


def _packages() -> Iterator[Finding]:
    # Asked of the metadata: importing torch would take seconds.
    for package in ("quizapp", "torch", "textual", "fsrs-rs-python", "sqlite-utils", "PyYAML"):
        try:
            yield Finding(package.partition("-")[0].lower(), True, f"{package} {version(package)}")
        except PackageNotFoundError:
            remedy = "Install quizapp again with its dependencies: `pip install quizapp`."
            yield Finding(package.lower(), False, f"{package} is not installed", remedy)


def _compiler() -> Finding:
    for name in (os.environ.get("CXX", ""), "c++", "g++", "clang++", "cl"):
        found = shutil.which(name) if name else None
        if found:
            return Finding("compiler", True, found)
    remedy = "Install g++ or clang++ to compare compiled optimizers; studying does not need it."
    return Finding("compiler", None, "no C++ compiler found", remedy)


def _isolation() -> Iterator[Finding]:
    """Each guard around labs, tried out by a process of its own."""
    from quizapp.lab.isolation.ask import ask
    from quizapp.lab.isolation.level import GUARDS

    level = ask()
    for guard, means in GUARDS.items():
        why = level.missing.get(guard)
        told = f"{guard}: a lab {means}" if why is None else f"not isolated: {guard} ({why})"
        yield Finding("isolation", True if why is None else None, told)


def _home() -> Finding:
    folder = home()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        raise not_a_folder(nearest)
    detail = str(folder) if nearest == folder else f"{folder} (not there yet)"
    try:
        with TemporaryFile(dir=nearest):  # permissions alone do not say: /proc grants them to root
            return Finding("home", True, detail)
    except OSError:
        remedy = "Reviews cannot be saved: change its permissions, or set QUIZAPP_HOME."
        return Finding("home", False, f"{detail} cannot be written", remedy)


def _database() -> Finding:
    from quizapp.store.db import Store

    path = database()
    if not path.exists():
        return Finding("database", True, f"{path} (not there yet)")
    with Store.open(path, readonly=True) as store:
        damage = store.damage()
        count = len(store.reviews())
    if damage:
        remedy = f"Move it away and copy the newest file from {path.parent / 'backups'} there."
        return Finding("database", False, f"{path} is damaged: {damage[0]}", remedy)
    if not os.access(path, os.W_OK):
        return Finding("database", False, f"{path} cannot be written", "Change its permissions.")
    return Finding(
        "database", True, f"{path}: {count} {'review' if count == 1 else 'reviews'}, sound"
    )


def _settings() -> Finding:
    from quizapp.config import Config

    config = Config.load(config_file())
    warnings = [*config.warnings]
    if config.theme:
        from quizapp.tui.theme import complaint

        warnings += filter(None, [complaint(config.theme)])
    if warnings:
        return Finding("settings", None, "; ".join(warnings))
    there = config_file().exists()
    return Finding("settings", True, f"{config_file()}{'' if there else ' (none: all defaults)'}")


def _decks() -> Finding:
    from quizapp.cli.library import first_problem
    from quizapp.deck.library import Library

    library = Library.load()
    if library.broken:
        problems = "; ".join(first_problem(errors) for errors in library.broken)
        remedy = "They are left out until that is put right; the other decks work."
        return Finding("decks", False, f"decks with errors: {problems}", remedy)
    cards = sum(len(deck.cards) for deck in library.decks)
    return Finding("decks", True, f"{len(library.decks)} decks, {cards} cards")


def _orphans() -> Iterator[Finding]:
    """A line where reviews have no card any more; that the log cannot be read was said already."""
    from quizapp.deck.library import Library
    from quizapp.review.orphans import look_back
    from quizapp.store.db import Store

    if not database().exists():
        return
    with suppress(QuizError), Store.open(database(), readonly=True) as store:
        lost = look_back(Library.load(), store).lost
        if lost:
            reviews = sum(one.times for one in lost.values())
            detail = f"cards that are in no deck any more: {len(lost)}, with {reviews} reviews"
            yield Finding("orphans", None, detail, "`quizapp deck orphans` lists them.")


_DATA: dict[str, Callable[[], Finding]] = {
    "home": _home,
    "database": _database,
    "settings": _settings,
    "decks": _decks,
}
