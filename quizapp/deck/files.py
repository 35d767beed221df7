"""Reading deck files without hanging, and keeping includes inside their folder. No parsing."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path, PurePosixPath

from quizapp.deck import limits


class UnreadableError(OSError):
    """Why a file cannot be a deck, in words for a person, and what to do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


def read(path: Path) -> bytes:
    """The bytes of a regular file of at most ``limits.FILE_BYTES``; a pipe or device never blocks.

    Raises:
        UnreadableError: with the reason and the remedy.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise UnreadableError("there is no such file", "check the path") from None
    except IsADirectoryError:
        raise UnreadableError("this is a folder", "name a deck file in it") from None
    except PermissionError:
        raise UnreadableError("no permission to read this file", f"try: chmod u+r {path}") from None
    except ValueError:
        raise UnreadableError("the path contains a NUL character", "check the path") from None
    except OSError as error:
        raise UnreadableError(error.strerror or "it cannot be opened", "check the path") from None
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError("this is a folder", "name a deck file in it")
        if not stat.S_ISREG(mode):
            raise UnreadableError("this is a pipe or a device", "a deck is a regular file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(limits.FILE_BYTES + 1)
    finally:
        os.close(handle)
    if len(data) > limits.FILE_BYTES:
        limit = limits.FILE_BYTES // (1024 * 1024)
        raise UnreadableError(f"the file is larger than {limit} MiB", "split it with `include:`")
    return data


def included(name: str, by: Path, root: Path) -> Path:
    """The file that ``include: [name]`` in the file ``by`` means, inside the folder ``root``.

    The path is returned as it would be written from the deck's own folder, links unresolved.

    Raises:
        UnreadableError: when the name leads, or could lead, out of the deck's folder.
    """
    inside = "an include is a relative path inside the deck's folder, such as more/warmup.yaml"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", name):
        raise UnreadableError("an include cannot be a URL or name a drive", inside)
    if name.startswith(("/", "~")) or "\\" in name:
        raise UnreadableError("an include cannot be an absolute path or have a backslash", inside)
    parts = PurePosixPath(name).parts
    if ".." in parts or not parts:
        raise UnreadableError("an include cannot leave the deck's folder", inside)
    if not name.endswith((".yaml", ".yml")):
        raise UnreadableError("an include must be a .yaml file", inside)
    path = by.parent.joinpath(*parts)
    try:
        real = path.resolve()
    except (OSError, RuntimeError):
        raise UnreadableError("its symbolic links go in a circle", inside) from None
    except ValueError:
        raise UnreadableError("the path contains a NUL character", inside) from None
    if not real.is_relative_to(root.resolve()):
        raise UnreadableError("a symbolic link leads out of the deck's folder", inside)
    return path
