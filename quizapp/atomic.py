"""Files written whole or not at all: a file beside, fsync, rename. Knows no format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from quizapp.errors import QuizError


def replace(path: Path, content: str | bytes) -> None:
    """Write a file in the place of what has its name; behind a link, of the link's target.

    Raises:
        QuizError: that cannot be.
    """
    path = path.resolve()
    with _beside(path, content) as partial:
        with suppress(FileNotFoundError):
            partial.chmod(path.stat().st_mode & 0o7777)
        partial.replace(path)


def replace_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write several files, each in the place of what has its name: all of them, or none.

    Raises:
        QuizError: one of them cannot be written; those before it are as they were.
    """
    done: dict[Path, bytes | None] = {}
    with ExitStack() as stack:
        partials = {
            path.resolve(): stack.enter_context(_beside(path.resolve(), content))
            for path, content in contents.items()
        }
        try:
            for path, partial in partials.items():
                before = path.read_bytes() if path.exists() else None
                if before is not None:
                    partial.chmod(path.stat().st_mode & 0o7777)
                partial.replace(path)
                done[path] = before
        except OSError:
            for path, before in done.items():
                path.unlink() if before is None else path.write_bytes(before)
            raise


def create(path: Path, content: str | bytes) -> None:
    """Write a new file.

    Raises:
        QuizError: there is one already (status 2), or it cannot be written.
    """
    with _beside(path, content) as partial:
        try:
            path.open("x").close()  # a rename alone would take another's place
        except FileExistsError:
            remedy = "Choose another name, or move it away: nothing is overwritten."
            raise QuizError(f"{path} is there already", remedy, status=2) from None
        partial.replace(path)


@contextmanager
def _beside(path: Path, content: str | bytes) -> Iterator[Path]:
    """The content in a file of its own in the folder of ``path``; gone in the end."""
    partial = path.with_name(f".{os.urandom(6).hex()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("xb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
                file.flush()
                os.fsync(file.fileno())
            yield partial
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror if path.parent.is_dir() else f"{path.parent} is no folder"
        remedy = "Name a place in a folder that you can write to, with room for it."
        raise QuizError(f"{path} cannot be written: {why}", remedy) from error
