"""A deck file's text: decoding, its lines, and problems located in it. No YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.deck import limits
from quizapp.deck.model import Position
from quizapp.deck.report import Problem
from quizapp.deck.tree import Mark, Node
from quizapp.text.clean import forbidden


class TooManyError(Exception):
    """A file has so many problems (all reported) that reading on would help nobody."""


@dataclass(slots=True)
class Source:
    """One file as text, and the problems found in it so far.

    ``index`` is its place among the deck's files. Lines end in ``\\n`` alone.
    """

    path: Path
    text: str
    index: int = 0
    problems: list[Problem] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        if not self._lines:
            self._lines = self.text.split("\n")
        return self._lines

    def position(self, mark: Mark) -> Position:
        return Position(self.path, mark.line + 1, mark.column + 1)

    def at(self, node: Node, code: str, message: str, help: str = "") -> None:
        """Report a problem with a node."""
        start, end = node.start, node.end
        self.report(start.line, start.column, end.index - start.index, code, message, help)

    def within(self, node: Node, part: str, code: str, message: str, help: str = "") -> None:
        """Report a problem with ``part`` of a text, where it can be found in it."""
        start = self.text.find(part, node.start.index, node.end.index)
        if start < 0:
            self.at(node, code, message, help)
            return
        line, column = self.place(start)
        self.report(line, column, len(part), code, message, help)

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, from 0, of a character of the text."""
        return self.text.count("\n", 0, index), index - (self.text.rfind("\n", 0, index) + 1)

    def report(
        self, line: int, column: int, length: int, code: str, message: str, help: str = ""
    ) -> None:
        """Report a problem at a line and column that count from 0, kept inside the file."""
        line = min(line, len(self.lines) - 1)
        text = self.lines[line]
        column = min(column, len(text))
        length = max(1, min(length, len(text) - column))
        where = Position(self.path, line + 1, column + 1)
        self.problems.append(Problem(code, message, where, length, help, text))
        if len(self.problems) >= limits.PROBLEMS:
            message = f"{limits.PROBLEMS} problems; the rest of the deck was not looked at"
            self.report_whole("E109", message, "begin with the first ones")
            raise TooManyError

    def report_whole(self, code: str, message: str, help: str = "") -> None:
        """Report a problem with the file as a whole."""
        self.problems.append(Problem(code, message, Position(self.path, 1, 1), 0, help))


def decode(path: Path, data: bytes) -> Source:
    """The text of a deck file, line ends made ``\\n``; what UTF-8 or decks forbid is reported.

    Problems mean that the text must not be parsed.
    """
    bom = b"\xef\xbb\xbf"
    data = data.removeprefix(bom)
    try:
        source = Source(path, data.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        return _not_utf8(path, data, error)
    text = source.text
    whole = _not_text(data, text)
    if whole is not None:
        source.report_whole(*whole)
        return source
    if not text.strip():
        source.report_whole(
            "E100", "the file is empty", "a deck begins with `quizapp: 1` and `deck: its-name`"
        )
    start = 0
    while (found := forbidden(text[start:] if start else text)) is not None:
        at = start + found[0]
        line, column = source.place(at)
        message = f"{found[1]} is not allowed in a deck"
        source.report(line, column, 1, "E106", message, "delete it")
        if len(source.problems) > limits.SHOWN:
            break
        start = at + 1
    return source


def _not_utf8(path: Path, data: bytes, error: UnicodeDecodeError) -> Source:
    whole = _not_text(data, "")
    if whole is not None:
        source = Source(path, "")
        source.report_whole(*whole)
        return source
    offset = error.start
    head = data[:offset].decode("utf-8").replace("\r\n", "\n")
    tail = data[offset : offset + 400].split(b"\n")[0].decode("latin-1").rstrip("\r")
    source = Source(path, head + tail)
    line = head.count("\n")
    column = len(head) - (head.rfind("\n") + 1)
    shown = data[offset]
    message = f"byte 0x{shown:02X} at offset {offset} is not UTF-8"
    meant = _gbk(data[offset : offset + 40]) or (chr(shown) if shown >= 0xA0 else "")
    charset = "Latin-1" if len(meant) == 1 and ord(meant) < 0x100 else "GBK"
    guess = f" (in {charset} it would be {meant!r})" if meant else ""
    source.report(line, column, 1, "E105", message, f"save the file as UTF-8{guess}")
    return source


_SIGNS = (
    (b"\xff\xfe\x00\x00", "UTF-32", "save it as UTF-8"),
    (b"\x00\x00\xfe\xff", "UTF-32", "save it as UTF-8"),
    (b"\xff\xfe", "UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16", "save it as UTF-8"),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it first"),
    (b"PK\x03\x04", "a zip archive", "unpack it first; `quizapp import` reads an .apkg"),
    (b"\x89PNG", "a picture", "a deck is a YAML file"),
    (b"SQLite format 3", "a database", "a deck is a YAML file"),
    (b"%PDF-", "a PDF", "a deck is a YAML file"),
)
"""How files begin that are no UTF-8 text at all."""


def _not_text(data: bytes, text: str) -> tuple[str, str, str] | None:
    """Code, message and remedy for a file that as a whole is something else than a deck."""
    for sign, what, remedy in _SIGNS:
        if data.startswith(sign):
            return "E105", f"the file is {what}", remedy
    if len(data) > 3 and data[:4].count(0) == 2 and 0 in (data[0], data[1]):
        return "E105", "the file is UTF-16", "save it as UTF-8"
    if text.count("\r") > 1 and "\n" not in text:
        return "E106", "lines end in a carriage return alone", "save it with line ends \\n"
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        return "E104", "the file is a web page, not YAML", "download the file itself"
    return None


def _gbk(data: bytes) -> str:
    """The first Chinese character that these bytes write in GBK, if they look like it."""
    high = re.match(rb"(?:[\x81-\xfe][\x40-\xfe]){2,}", data)
    try:
        read = high.group().decode("gb18030") if high is not None else ""
    except UnicodeDecodeError:
        return ""
    return read[0] if read and all("\u4e00" <= letter <= "\u9fff" for letter in read[:2]) else ""
