"""Where quizapp keeps its files and finds its shipped content. Opens none of them."""

from __future__ import annotations

import os
from pathlib import Path

from quizapp.errors import QuizError

_PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """Folder of the learner's data: ``QUIZAPP_HOME``, or the platform's place for it."""
    chosen = os.environ.get("QUIZAPP_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("quizapp", appauthor=False)


def database() -> Path:
    """The SQLite file of reviews."""
    return home() / "reviews.db"


def cache() -> Path:
    """Folder of what can be rebuilt at any time; safe to delete."""
    return home() / "cache"


def config_file() -> Path:
    """The learner's settings, TOML."""
    return home() / "config.toml"


def not_a_folder(path: Path) -> QuizError:
    """The failure to reach ``path``: it, or what it should be in, is there but no folder."""
    there = (place for place in (path, *path.parents) if place.exists() or place.is_symlink())
    return QuizError(
        f"{next(there, path)} is not a folder, and quizapp needs one there",
        "Move it away, or let QUIZAPP_HOME name a folder that you can write to.",
    )


def shipped(content: str) -> Path:
    """Folder of shipped ``decks`` or ``labs``: inside an installed wheel, else the checkout."""
    packed = _PACKAGE / "_shipped" / content
    return packed if packed.is_dir() else _PACKAGE.parent / content
