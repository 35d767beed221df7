"""Which code may run: the shipped labs, and files whose exact content was allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path


def digest(source: str) -> str:
    """The sha256 by which a lab's content is allowed."""
    return hashlib.sha256(source.encode()).hexdigest()


def trusted(path: Path, source: str, folder: Path, allowed: Collection[str] = ()) -> bool:
    """Whether ``source``, read from ``path``, may run.

    Args:
        path: the file it was read from; links are followed, so a link out of the folder is judged
            by what it points to.
        source: the text that would run (not read again, so that it cannot change in between).
        folder: the folder of trusted labs.
        allowed: digests of contents that the user allowed wherever they lie.
    """
    return path.resolve().parent == folder.resolve() or digest(source) in allowed
