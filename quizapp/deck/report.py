"""What is wrong with a deck and where, and how a person sees it. Finds no problem itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from quizapp.deck import limits
from quizapp.deck.model import Deck, Position
from quizapp.errors import QuizError
from quizapp.text.clean import clean, clean_line
from quizapp.text.near import nearest
from quizapp.text.width import cells, fit

_WIDTH = 100
"""Cells of an echoed line; longer ones are cut around the place."""

CODES: Mapping[str, str] = MappingProxyType(
    {
        "E100": "the file cannot be read",
        "E101": "unknown key",
        "E102": "missing key",
        "E103": "the wrong kind of value",
        "E104": "not YAML",
        "E105": "not UTF-8",
        "E106": "a control or hidden character",
        "E107": "YAML that decks do not use: anchors, tags, merge keys, several documents",
        "E108": "a key twice",
        "E109": "over a limit",
        "E110": "not a name",
        "E111": "an id or name twice",
        "E112": "a value out of bounds",
        "E113": "options that do not make a question",
        "E114": "cloze gaps",
        "E115": "items that do not make an order",
        "E116": "vary and its {placeholders}",
        "E117": "a reference to nothing",
        "E118": "an include that cannot be followed",
        "E119": "a check that says nothing, or too much",
    }
)
"""Every code that loading a deck can report. Labs and checks are linted as E3xx elsewhere."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a deck.

    ``length`` counts the characters meant, from ``position`` on; 0 means the file as a whole.
    ``source_line`` is the raw line; when empty it is read from the file as the problem is shown.
    """

    code: str
    message: str
    position: Position
    length: int = 1
    help: str = ""
    source_line: str = ""


class DeckErrors(QuizError):  # noqa: N818 - several errors in one
    """A deck that cannot be used, with all its problems.

    ``readable`` is what could be read of it, for whoever looks for further problems.
    """

    def __init__(
        self, path: Path, problems: Sequence[Problem], readable: Deck | None = None
    ) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"{path}: {count}\n{render(problems)}")
        self.path = path
        self.problems = tuple(problems)
        self.readable = readable


def render(problems: Sequence[Problem]) -> str:
    """The problems as text, at most ``limits.SHOWN`` of them and then a count."""
    blocks = [_render_one(problem) for problem in problems[: limits.SHOWN]]
    if more := len(problems) - len(blocks):
        blocks.append(f"… and {more} more")
    return "\n\n".join(blocks)


def as_json(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """The problems as plain data, all of them."""
    return [
        {
            "code": problem.code,
            "message": problem.message,
            "path": str(problem.position.path),
            "line": problem.position.line,
            "column": problem.position.column,
            "length": problem.length,
            "help": problem.help,
        }
        for problem in problems
    ]


def quote(text: str) -> str:
    """Text from a deck as messages echo it: cleaned, cut, in quotes."""
    return f"'{fit(clean_line(text[:80]), 40)}'"


def did_you_mean(word: str, known: Sequence[str], otherwise: str = "") -> str:
    """``did you mean 'answer'?`` when ``known`` has something close, else ``otherwise``."""
    close = nearest(word, known)
    return f"did you mean {quote(close)}?" if close else otherwise


def _render_one(problem: Problem) -> str:
    severity = "warning" if problem.code.startswith("W") else "error"
    head = f"{severity}[{problem.code}]: {clean(problem.message)}"
    where = problem.position
    line = problem.source_line or line_of(where)
    margin = " " * (len(str(where.line)) + 1)
    if not problem.length or not line.strip(" "):
        place = where.path if not problem.length else where
        note = f"\n{margin}= {clean(problem.help)}" if problem.help else ""
        return f"{head}\n{margin}--> {clean_line(str(place))}{note}"
    shown, indent, carets = excerpt(line, where.column - 1, problem.length)
    note = f" {clean(problem.help)}" if problem.help else ""
    return (
        f"{head}\n{margin}--> {clean_line(str(where))}\n{margin}|\n"
        f"{where.line} | {shown}\n{margin}| {' ' * indent}{'^' * carets}{note}"
    )


def excerpt(line: str, start: int, length: int, width: int = _WIDTH) -> tuple[str, int, int]:
    """The line as shown, cells before the caret, and carets; cut to the width around the place."""
    start = min(start, len(line))
    before = clean_line(line[max(0, start - 4 * width) : start])
    while cells(before) > width // 2:
        before = "…" + before[1 + max(1, len(before) // 4) :]
    end = start + min(length, width)
    meant = clean_line(line[start:end])
    rest = clean_line(line[end : start + width])
    room = width - cells(before)
    carets = max(1, min(cells(meant), room))
    return before + fit(meant + rest, room), cells(before), carets


def line_of(where: Position) -> str:
    """The raw line of a place, as the file is now; empty when there is none."""
    from quizapp.deck.files import read

    try:
        lines = read(where.path).decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return lines[where.line - 1].rstrip("\r") if where.line <= len(lines) else ""
