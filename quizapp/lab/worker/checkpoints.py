"""The process that opens a checkpoint for ``quizapp inspect``: ``PARENT BYTES PATH [OTHER]``.

It answers on stdout with frames: how far it is, then what it found, or why it found nothing.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from quizapp.lab.isolation import trial
from quizapp.lab.protocol import Frame, ProtocolError, encode
from quizapp.lab.worker import limits

MEGABYTES = 1024
"""Beyond what torch takes, and beyond the files themselves."""

_EVERY = 0.1


def main(argv: list[str]) -> int:
    """Open, look, answer."""
    parent, size, *paths = argv
    limits.die_with(int(parent))
    answer = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a print of torch's must not break a frame
    try:
        found = _look(_shut_in_with(paths), int(size), answer)
    except Exception as error:  # whatever torch or a file led to, a person is told
        found = {"failed": "unread", "detail": _told(error), "path": paths[0]}
    _send(answer, found)
    return 0


def _told(error: Exception) -> str:
    first = str(error).partition("\n")[0][:200]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _shut_in_with(paths: list[str]) -> list[tuple[Path, BinaryIO]]:
    """From here on this process reads these files and can do nothing else.

    A hole in torch's own loader would be one into this process. The files are opened before: what
    root may read by its privileges alone, nobody can open once they are given up.
    """
    cage = trial.cage()
    files: list[tuple[Path, BinaryIO]] = [(path, path.open("rb")) for path in map(Path, paths)]
    cage.settle()
    cage.read_only(paths)
    return files


def _source(path: Path, file: BinaryIO) -> Path | BinaryIO:
    """By its name the file need not be read into memory, but the name may not open any more."""
    try:
        path.open("rb").close()
    except OSError:
        return file
    return path


def _look(files: list[tuple[Path, BinaryIO]], size: int, answer: int) -> Frame:
    import torch

    from quizapp.optim.inspect.files import CheckpointError, open_checkpoint
    from quizapp.optim.inspect.flat import TooLargeError
    from quizapp.optim.inspect.overview import overview, overview_text

    # Form and content of an old file are both in memory for a moment.
    limits.bound_memory(MEGABYTES + 2 * size // 2**20)
    torch.set_num_threads(1)
    opened = []
    path = Path()
    try:
        for path, file in files:  # not a comprehension: whoever fails is named
            opened.append(open_checkpoint(_source(path, file)))
        other = opened[1] if len(opened) > 1 else None
        seen = overview(opened[0], other, _teller(answer))
        return {"ok": seen.ok, "found": plain(seen), "text": overview_text(seen)}
    except CheckpointError as error:
        return {"failed": error.reason, "detail": error.detail, "path": str(path)}
    except TooLargeError as error:
        return {"failed": "large", "detail": str(error), "path": str(path)}
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error):
            raise
        return {"failed": "memory", "detail": "", "path": str(path)}


def _teller(answer: int) -> Callable[[float], None]:
    last = monotonic()

    def tell(fraction: float) -> None:
        nonlocal last
        if monotonic() - last > _EVERY:
            last = monotonic()
            _send(answer, {"progress": fraction})

    return tell


def plain(value: object) -> object:
    """Dataclasses and settings as what JSON has; numbers that are not finite as texts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    from quizapp.optim.inspect.words import value as text

    return text(value)


def _send(answer: int, frame: Frame) -> None:
    try:
        data = memoryview(encode(frame))
    except ProtocolError as error:
        data = memoryview(encode({"failed": "large", "detail": str(error), "path": ""}))
    while data:
        data = data[os.write(answer, data) :]


if __name__ == "__main__":
    # Not sys.exit: tearing torch down takes longer than anybody wants to wait.
    os._exit(main(sys.argv[1:]))
