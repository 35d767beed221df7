"""Decks with random slips and sabotage in them, and what must be true of checking any of them."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.deck.report import render
from quizapp.text.clean import forbidden
from tests.corpus import HERE, problems

_EVERY_TYPE = HERE.parent / "fixtures" / "decks" / "every-type" / "deck.yaml"

_SIGNS = r"""{ } [ ] : , - ? & * ! | > ' " % @ ` # \\ ~ $ << !! &a *a {{c1:: }} {a} ： ，
1e999 .nan -0 0x1f 1_000 12:30 1/3 50% 99999999999999999999999 base equals"""

_PHRASES = """include: ../../etc/passwd
include: /etc/passwd
include: deck.yaml
include: [part.yaml, part.yaml]
include: "a\\0.yaml"
was: [a, b]
id: a
type: choice
type: number
vary: {a: [1]}
approx:
ratio: {of: base, approx: 2}
raises: x
between: [2, 1]
mutant: x
loss: x**x
loss: '((((x'
steps: 1e9
opt: Adamm
lab: one, get: x
---
..."""

_RAW = [b"\n", b"\r", b"\r\n", b"\t", b"  ", b"\n    ", b"\x00", b"\x1b[2J", b"\x9b", b"\x07"]
_RAW += [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xef\xbb\xbf"]
_LETTERS = ["\u202e", "\u200b", "\u2028", "\ufeff", "\U000e0041", "e\u0301", "🚀", "手"]

_PIECES = [
    *_RAW,
    *(text.encode() for text in (*_LETTERS, *_SIGNS.split())),
    *(f"\n{line}\n".encode() for line in _PHRASES.splitlines()),
    *(line.encode() for line in _PHRASES.splitlines()),
]

_PROGRAM = (
    Path(sys.base_prefix),
    Path(sys.prefix),
    HERE.parents[1] / "quizapp",
    HERE.parents[1] / "labs",
)
"""Where Python itself reads: modules that are imported late, and the shipped labs."""

_CHANGES: list[Callable[[random.Random, bytes, list[bytes]], bytes]] = []


def seeds() -> list[bytes]:
    """What is mutated: a deck with everything, in parts, and the whole corpus."""
    whole = _EVERY_TYPE.read_bytes()
    head, *cards = whole.split(b"\n  - id: ")
    parts = [head + b"\n  - id: " + card for card in cards]
    corpus = [path.read_bytes() for path in sorted(HERE.rglob("*.yaml"))]
    return [*parts, *([whole] * 20), *(text for text in corpus if len(text) < 4_000)]


def mutants(seed: int) -> Iterator[bytes]:
    """Broken decks without end, the same ones for the same seed."""
    chance = random.Random(seed)
    known = seeds()
    while True:
        text = chance.choice(known)
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            text = chance.choice(_CHANGES)(chance, text, known)
        yield text[:20_000]


def _change(change: Callable[[random.Random, bytes, list[bytes]], bytes]) -> None:
    _CHANGES.append(change)


def _span(chance: random.Random, text: bytes) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.choice((1, 1, 2, 5, 20, 100)))


@_change
def _put_in(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    start, _ = _span(chance, text)
    return text[:start] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 2, 40)) + text[start:]


@_change
def _replace(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    start, end = _span(chance, text)
    return text[:start] + chance.choice(_PIECES) + text[end:]


@_change
def _delete(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    start, end = _span(chance, text)
    return text[:start] + text[end:]


@_change
def _flip(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    if not text:
        return b"\x00"
    at = chance.randrange(len(text))
    return text[:at] + bytes([text[at] ^ (1 << chance.randrange(8))]) + text[at + 1 :]


@_change
def _repeat(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    start, end = _span(chance, text)
    return text[:end] + text[start:end] * chance.choice((1, 2, 30)) + text[end:]


@_change
def _splice(chance: random.Random, text: bytes, known: list[bytes]) -> bytes:
    """A part of another deck in place of a part of this one."""
    other = chance.choice(known)
    start, end = _span(chance, text)
    begin, until = _span(chance, other)
    return text[:start] + other[begin:until] + text[end:]


@_change
def _swap_lines(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    lines = text.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


@_change
def _indent(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    lines = text.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((b" ", b"  ", b"\t", b"- ")) + lines[at].removeprefix(b" ")
    return b"\n".join(lines)


@_change
def _move_word(chance: random.Random, text: bytes, _known: list[bytes]) -> bytes:
    """A key or value where another was."""
    words = text.split(b" ")
    words[chance.randrange(len(words))] = chance.choice(words)
    return b" ".join(words)


class Folder:
    """A deck's folder in which mutants are checked, and all that opens files is watched."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.deck = path / "deck.yaml"
        (path / "more").mkdir()
        (path / "more" / "warmup.yaml").write_text("quizapp: 1\ncards: []\n")
        (path / "part.yaml").write_text(
            "quizapp: 1\nlabs: {part: {kind: code, run: none_or_zero}}\n"
        )
        self.outside: list[str] = []
        self._watching = False
        problems(self.deck)  # what is imported and read once is not the deck's doing
        sys.addaudithook(self._see)

    def check(self, data: bytes) -> float:
        """Check one deck; returns the seconds of processor time that it took.

        Raises:
            AssertionError: a problem without a place or words, a raw control character, or a file
                read outside the folder.
        """
        self.deck.write_bytes(data)
        start = time.process_time()
        with self.watched():
            found = problems(self.deck)
            told = render(found)
        took = time.process_time() - start
        assert forbidden(told) is None, "a raw control character"
        assert not self.outside, f"read outside the folder: {self.outside}"
        assert all(
            one.message and one.position.line > 0 and one.position.column > 0 for one in found
        )
        return took

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this lasts, what is opened outside the folder is noted in ``outside``."""
        self._watching = True
        try:
            yield
        finally:
            self._watching = False

    def _see(self, event: str, args: tuple[object, ...]) -> None:
        if self._watching and event == "open" and isinstance(args[0], str | bytes | Path):
            name = Path(os.fsdecode(args[0]))
            if not any(map(name.is_relative_to, (self.path, *_PROGRAM))):
                self.outside.append(str(name))
