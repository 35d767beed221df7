"""A Markdown file in sections: what stands below a heading, a rule or a question. No cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.exchange import marks
from quizapp.exchange.markdown_out import OURS
from quizapp.exchange.model import Loss

_STARTS = ("q", "text")
_SHORT = ("tags", "type", "tol", "unit")
_ID = re.compile(r"\s*id:\s*(\S+)\s*")
_FRONT = re.compile(r"(title|tags):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """``number`` counts from 1. ``code``: it is a fence, or stands between two."""

    number: int
    text: str
    code: bool = False


@dataclass(slots=True)
class Section:
    """Lines up to the next heading, rule, callout or question.

    ``level`` is that of the ``heading``, if there is one; ``asks``: the first line begins a
    question or a cloze. ``id`` is from a comment before.
    """

    number: int
    heading: str = ""
    level: int = 0
    asks: bool = False
    id: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A file: ``ours`` when it was written here, ``title`` and ``tags`` of its front matter."""

    sections: Sequence[Section]
    ours: bool
    title: str
    tags: Sequence[str]
    losses: Sequence[Loss]


def read_page(text: str) -> Page:
    """The sections of a file, in order."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin, title, tags = _front_matter(lines)
    code = [*[False] * begin, *marks.fenced(lines[begin:])]
    cut = _Cut()
    for at in range(begin, len(lines)):
        cut.take(Line(at + 1, lines[at], code[at]))
    return Page(cut.sections, OURS in lines[:1], title, tags, cut.losses)


class _Cut:
    def __init__(self) -> None:
        self.sections = [Section(1)]
        self.losses: list[Loss] = []
        self._id = ""
        self._short = False
        self._closed = False

    def take(self, line: Line) -> None:
        if line.code:
            self.sections[-1].lines.append(line)
        elif (comment := marks.comment(line.text)) is not None:
            self._comment(line, comment["said"])
        elif (field := marks.field(line.text)) and marks.key_of(field["field"]) in _STARTS:
            self._open(Section(line.number, asks=True, lines=[line]))
        elif (heading := marks.heading(line.text)) is not None:
            self._open(Section(line.number, heading["text"], len(heading["level"])))
        elif marks.rule(line.text):
            self._open(Section(line.number))
        elif marks.callout(line.text):
            self._open(Section(line.number, lines=[line]))
        else:
            self._go_on(line, "" if field is None else marks.key_of(field["field"]))

    def _go_on(self, line: Line, key: str) -> None:
        """A line of the section; behind words such as tags, an empty line is its end."""
        if key:
            self._short, self._closed = key in _SHORT, False
        elif not line.text.strip():
            self._closed = self._short
        elif self._closed:
            self._open(Section(line.number))
        self.sections[-1].lines.append(line)

    def _open(self, section: Section) -> None:
        section.id, self._id = self._id, ""
        self._short = self._closed = False
        self.sections.append(section)

    def _comment(self, line: Line, said: str) -> None:
        named = _ID.fullmatch(said)
        if named is not None:
            self._id = named[1]
        elif said.startswith("SR:"):
            what = "when it is due, as Obsidian planned it"
            self.losses.append(Loss("schedule", what, "left out", f"line {line.number}"))


def _front_matter(lines: Sequence[str]) -> tuple[int, str, list[str]]:
    """The first line after the front matter, and its title and tags."""
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:100]):
        return 0, "", []
    end = 1 + [line.rstrip() for line in lines[1:100]].index("---")
    said = {found[1]: found[2] for line in lines[1:end] if (found := _FRONT.fullmatch(line))}
    tags = re.split(r"[\s,]+", said.get("tags", "").strip("[] "))
    return end + 1, said.get("title", "").strip("\"' "), [tag.lstrip("#") for tag in tags if tag]
