"""Writing a plan, all of its files or none, and keeping what was there so that it can be undone."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from quizapp import atomic
from quizapp.deck.edit.plan import Plan, prove
from quizapp.errors import QuizError
from quizapp.paths import home

_KEPT = 50
"""Edits that can be undone; older copies are deleted."""


def carry_out(plan: Plan) -> Path:
    """Prove a plan and write it; the folder with the copies of what was there.

    Raises:
        QuizError: the result would be wrong, a file was changed meanwhile, or cannot be written.
    """
    prove(plan)
    for draft in plan.drafts:
        if _now(draft.path) != draft.before:
            what = "is there already" if draft.before is None else "was changed in this moment"
            raise QuizError(f"{draft.path} {what}; nothing was written", "Try again.")
    files = [(draft.path.resolve(), draft.before, draft.raw) for draft in plan.drafts]
    folder = _copies(files)
    atomic.replace_all({path: after for path, _, after in files})
    return folder


def undo() -> list[Path]:
    """Put the files of the last edit back as they were; gives them.

    An edit that was cut off between two files leaves some as they were: these are fine.

    Raises:
        QuizError: there is none (status 1), or a file was changed since.
    """
    folders = _folders()
    if not folders:
        raise QuizError("no edit of a deck is left to undo")
    folder = folders[-1]
    back: dict[Path, str] = {}
    new: list[Path] = []
    for one in json.loads((folder / "files.json").read_text("utf-8")):
        path, after = Path(one["path"]), _read(folder / one["after"])
        before = _read(folder / one["before"]) if one["before"] else None
        if _now(path) not in (before, after):
            remedy = f"What it was before is in {folder}."
            raise QuizError(f"{path} was changed since; nothing was undone", remedy)
        if before is None:
            new.append(path)
        else:
            back[path] = before
    # What comes back is written before what was new is deleted.
    atomic.replace_all(back)
    for path in new:
        path.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return [*back, *new]


def edited() -> set[Path]:
    """Every file of the edits that can be undone: decks that cards were moved to among them."""
    return {
        Path(one["path"])
        for folder in _folders()
        for one in json.loads((folder / "files.json").read_text("utf-8"))
    }


def _copies(files: list[tuple[Path, str | None, str]]) -> Path:
    """Keep the files before and after; the oldest copies go."""
    folder = home() / "edits" / f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
    told: list[dict[str, Any]] = []
    try:
        folder.mkdir(parents=True)
        for number, (path, before, after) in enumerate(files):
            names = {
                "before": "" if before is None else f"{number}-before",
                "after": f"{number}-after",
            }
            told.append({"path": str(path), **names})
            for name, text in ((names["before"], before), (names["after"], after)):
                if name and text is not None:
                    (folder / name).write_bytes(text.encode())
        (folder / "files.json").write_text(json.dumps(told, indent=2), "utf-8")
    except OSError as error:
        raise QuizError(
            f"no copy can be kept in {folder}: {error.strerror}; nothing was written",
            "Let QUIZAPP_HOME name a folder that you can write to.",
        ) from error
    for old in _folders()[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _folders() -> list[Path]:
    place = home() / "edits"
    return sorted(path.parent for path in place.glob("*/files.json"))


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def _now(path: Path) -> str | None:
    try:
        return _read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise QuizError(f"{path} cannot be read: {error.strerror}") from error
