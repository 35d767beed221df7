"""The text of a file from elsewhere: how much is read, and in which encoding. No format."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from pathlib import Path

from quizapp.deck import limits
from quizapp.deck.files import UnreadableError, read
from quizapp.errors import QuizError
from quizapp.exchange.model import Loss

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte))
    for byte in range(0x80, 0xA0)
}
_BEYOND = re.compile(rb"[\x80-\xff]+")
_WORD = 3


def read_text(path: Path, encoding: str = "") -> tuple[str, tuple[Loss, ...]]:
    """The file's text without its byte order mark, and a word where its encoding is a guess.

    Args:
        path: a file of at most ``limits.FILE_BYTES``.
        encoding: how it is encoded; empty to find out.

    Raises:
        QuizError: there is no such file, it is too large, or not text.
    """
    try:
        data = read(path)
    except UnreadableError as error:
        raise QuizError(f"{path}: {error.why}", _remedy(path, error), status=2) from error
    if encoding:
        return _as_told(path, data, encoding), ()
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded(path, data, name).removeprefix("\ufeff"), ()
    if b"\0" in data:
        remedy = "Save it as UTF-8, or give --encoding utf-16 if that is what it is."
        raise QuizError(f"{path} is not text: there are NUL bytes in it", remedy)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text, guess = _guessed(data)
        what = "bytes that are not UTF-8, the first on this line"
        done = f"read as {guess}; if that is wrong, name its --encoding"
        return text, (Loss("encoding", what, done, f"line {line}"),)


def _remedy(path: Path, error: UnreadableError) -> str:
    if "larger" in error.why:
        return f"Divide it: at most {limits.FILE_BYTES // 2**20} MiB are read at a time."
    if not path.exists():
        return "Check the path."
    return "Name a file that you can read."


def _as_told(path: Path, data: bytes, encoding: str) -> str:
    try:
        known = codecs.lookup(encoding)
    except LookupError:
        remedy = "Such as utf-8, utf-16, gbk, big5, shift_jis, windows-1252."
        raise QuizError(f"there is no encoding {encoding!r}", remedy, status=2) from None
    if not getattr(known, "_is_text_encoding", True):
        raise QuizError(f"{encoding!r} is no encoding of text", status=2)
    return _decoded(path, data, known.name).removeprefix("\ufeff")


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        remedy = "Save it as UTF-8, or give another --encoding."
        raise QuizError(f"{path} is not {encoding}: {error}", remedy) from None


def _guessed(data: bytes) -> tuple[str, str]:
    """The text as Windows wrote it in China or in the West, and the name of its encoding.

    Bytes beyond ASCII come in rows in Chinese, and one by one in accents. The five that Windows
    left free in the West are read as Latin-1.
    """
    rows = list(map(len, _BEYOND.findall(data)))
    if 2 * sum(row for row in rows if row > _WORD) > sum(rows):
        with suppress(UnicodeDecodeError):
            return data.decode("gb18030"), "GB18030"
    return data.decode("latin-1").translate(_WINDOWS), "Windows-1252"
