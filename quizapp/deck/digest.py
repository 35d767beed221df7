"""What a deck's content is called: one hash over all of its files."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path


def digest(root: Path, contents: Mapping[Path, bytes]) -> str:
    """sha256 over the names (seen from ``root``) and contents of a deck's files, in hex."""
    whole = sha256()
    for path, data in contents.items():
        name = path.relative_to(root).as_posix()
        whole.update(f"{name}\n{sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()
