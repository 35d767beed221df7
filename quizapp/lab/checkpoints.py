"""Checkpoints as the rest of quizapp sees them: ``look(path)`` asks a process that has torch."""

from __future__ import annotations

import os
import select
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import cast

from quizapp.errors import QuizError
from quizapp.lab import spawn
from quizapp.lab.protocol import Decoder, Frame, ProtocolError

Tell = Callable[[float | None], None]
"""Called ten times a second: with the fraction that was read, or None while that is not known."""

_TORCH_PICKLE = b"l\xfc\x9cF\xf9 j\xa8P\x19."
"""The magic number at the head of what torch wrote before version 1.6."""

_SECONDS = 60
_BYTES_A_SECOND = 20 * 2**20

_REMEDIES = {
    "refused": "Nothing of it was run. Save state_dict(), numbers and texts, which are only data.",
    "memory": "It is not a checkpoint, or a damaged one: none needs that much beside its size.",
    "large": "That is more than optimizers and models save: name a file that holds less.",
    "script": "Name the file of the training checkpoint.",
    "other": "A checkpoint is a file that torch.save wrote.",
    "denied": "Change its permissions, or copy it to where you may read it.",
    "unread": "The file may be sound: try torch.load on it, and tell us what is said here.",
    "damaged": "Copy it again, or take an earlier one.",
}
_MESSAGES = {
    "refused": "is refused: it asks for {detail}, which is code and not data",
    "memory": "takes more memory to open than it may",
    "large": "holds too much to show: {detail}",
    "script": "is a TorchScript program, not a checkpoint",
    "other": "is not a checkpoint",
    "denied": "cannot be read: {detail}",
    "unread": "could not be read by this program: {detail}",
    "damaged": "is truncated or damaged: {detail}",
}


def look(path: Path, other: Path | None = None, tell: Tell = lambda _: None) -> Frame:
    """What a checkpoint holds, as ``{"ok", "found", "text"}``; with ``other`` also compared.

    Nothing in the files is run, and what is in them cannot take more than bounded time and memory.

    Raises:
        QuizError: a file cannot be opened, is no checkpoint, or is refused.
    """
    paths = [path, *([other] if other else [])]
    size = sum(map(_check, paths))
    process = spawn.start(
        "quizapp.lab.worker.checkpoints",
        *(str(os.getpid()), str(size), *map(str, paths)),
        stdin=subprocess.DEVNULL,
    )
    try:
        answer = _answer(process, path, _SECONDS + size // _BYTES_A_SECOND, tell)
    finally:
        process.kill()
        process.wait()
    if "failed" in answer:
        raise _failure(answer)
    found = cast("dict[str, object]", answer["found"])
    if not (found["optimizers"] or found["models"]):
        remedy = "Save {'model': model.state_dict(), 'optimizer': optimizer.state_dict()}."
        raise QuizError(f"{path} holds no state dict of an optimizer or a model", remedy)
    return answer


def _check(path: Path) -> int:
    """The size of a file that may be a checkpoint.

    Raises:
        QuizError: it certainly is none.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            remedy = "Name the file in it that torch.save wrote."
            raise QuizError(f"{path} is a folder, not a checkpoint", remedy, status=2)
        if not stat.S_ISREG(mode):
            raise QuizError(f"{path} is a device or a pipe, not a file", "Name a file.", status=2)
        with path.open("rb") as file:
            head = file.read(64)
    except (FileNotFoundError, NotADirectoryError):
        raise QuizError(f"{path}: there is no such file", "Check the path.", status=2) from None
    except OSError as error:
        answer: Frame = {"failed": "denied", "detail": error.strerror, "path": str(path)}
        raise _failure(answer) from None
    if not head:
        raise QuizError(f"{path} is empty", "It was not written to the end; take an earlier one.")
    if head.startswith(b"\x80") and _TORCH_PICKLE not in head:
        remedy = "Unpickling can run code, so nothing of it was opened. Save it with torch.save."
        raise QuizError(f"{path} is refused: a pickle that torch did not write", remedy)
    if not head.startswith((b"PK", b"\x80")):
        raise _failure({"failed": "other", "path": str(path)})
    return path.stat().st_size


def _answer(process: subprocess.Popen[bytes], path: Path, seconds: int, tell: Tell) -> Frame:
    """The worker's last frame."""
    assert process.stdout is not None
    pipe, decoder = process.stdout.fileno(), Decoder()
    until = monotonic() + seconds
    while monotonic() < until:
        if not select.select([pipe], [], [], 0.1)[0]:
            tell(None)
            continue
        data = os.read(pipe, 1 << 16)
        try:
            frames = decoder.feed(data)
        except ProtocolError:
            data = b""
        if not data:
            remedy = "It is damaged or made to harm; take another one."
            raise QuizError(f"{path}: the process that opened it died", remedy)
        for frame in frames:
            fraction = frame.get("progress")
            if not isinstance(fraction, float):
                return frame
            tell(fraction)
    remedy = "It holds much, its disk is slow, or this machine is busy: try again when it is idle."
    raise QuizError(f"{path}: not looked through within {seconds} s", remedy)


def _failure(answer: Frame) -> QuizError:
    reason = str(answer["failed"])
    message = _MESSAGES[reason].format(detail=answer.get("detail", ""))
    return QuizError(f"{answer.get('path') or 'the checkpoint'} {message}", _REMEDIES[reason])
