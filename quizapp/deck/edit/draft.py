"""One deck file being edited: its tree, and edits that leave every other byte as it was."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from quizapp.deck.events import parse
from quizapp.deck.files import UnreadableError, read
from quizapp.deck.model import Position
from quizapp.deck.source import decode
from quizapp.deck.tree import Map, Node
from quizapp.errors import QuizError

_BOM = "\ufeff"


class Edit(NamedTuple):
    """Characters from ``start`` to ``end`` of the text (as the loader counts) become ``new``."""

    start: int
    end: int
    new: str


class Draft:
    """A file as it is, and as it will be.

    Args:
        path: where it is.
        raw: all of it, byte order mark and carriage returns included.
        before: what is on the disk, ``None`` if nothing is.

    Attributes:
        text: what the loader reads: no mark, and lines that end in a newline alone.
    """

    def __init__(self, path: Path, raw: str, before: str | None) -> None:
        self.path = path
        self.before = before
        self.raw = raw
        self._mark = _BOM if raw.startswith(_BOM) else ""
        body = raw[len(self._mark) :]
        self.text = body.replace("\r\n", "\n")
        self._returns = _returns(body) if "\r" in body else []

    @classmethod
    def open(cls, path: Path) -> Draft:
        """The file as it is.

        Raises:
            QuizError: it cannot be read.
        """
        try:
            raw = read(path).decode("utf-8")
        except UnreadableError as error:
            raise QuizError(f"{path}: {error.why}", error.remedy) from error
        return cls(path, raw, raw)

    @cached_property
    def root(self) -> Map:
        """The tree of the file, which must be one that loads."""
        tree = parse(decode(self.path, self.raw.encode()))
        if not isinstance(tree, Map):
            raise QuizError(f"{self.path} is not a deck", "`quizapp deck check` says why.")
        return tree

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def start_of(self, line: int) -> int:
        """The index at which a line, counted from 0, starts; past the last, the end."""
        starts = self._starts
        return starts[line] if line < len(starts) else len(self.text)

    def line_at(self, index: int) -> int:
        """The line, from 0, of a character."""
        return bisect_right(self._starts, index) - 1

    def position(self, node: Node) -> Position:
        """Where a node starts, as the loader says it."""
        return Position(self.path, node.start.line + 1, node.start.column + 1)

    def edited(self, edits: Iterable[Edit]) -> Draft:
        """The file after some edits; of two at the same place, the first comes first.

        Only deletions may overlap.
        """
        parts, at = [self._mark], 0
        body = self.raw[len(self._mark) :]
        for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
            start, end = max(start, at), max(end, at)
            parts.append(body[self._raw(at) : self._raw(start)])
            parts.append(new.replace("\n", "\r\n") if self._returns else new)
            at = end
        parts.append(body[self._raw(at) :])
        return Draft(self.path, "".join(parts), self.before)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def _raw(self, index: int) -> int:
        return index + bisect_left(self._returns, index)


def _returns(body: str) -> list[int]:
    """The places, in the text without them, of newlines that follow a carriage return."""
    found: list[int] = []
    at = body.find("\r\n")
    while at >= 0:
        found.append(at - len(found))
        at = body.find("\r\n", at + 2)
    return found
