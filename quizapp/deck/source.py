"""A deck file's text: decoding, its lines, and problems located in it. No YAML."""

from __future__ import annotations

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
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source = Source(path, "")
        source.report_whole("E105", "the file is UTF-16", "save it as UTF-8")
        return source
    offset = error.start
    head = data[:offset].decode("utf-8").replace("\r\n", "\n")
    tail = data[offset : offset + 400].split(b"\n")[0].decode("latin-1").rstrip("\r")
    source = Source(path, head + tail)
    line = head.count("\n")
    column = len(head) - (head.rfind("\n") + 1)
    shown = data[offset]
    message = f"byte 0x{shown:02X} at offset {offset} is not UTF-8"
    guess = f" (in Latin-1 it would be {chr(shown)!r})" if shown >= 0xA0 else ""
    source.report(line, column, 1, "E105", message, f"save the file as UTF-8{guess}")
    return source
