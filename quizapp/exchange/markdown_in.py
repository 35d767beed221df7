"""Markdown lists of questions, in the ways of several programs, read as cards in transit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.exchange import marks
from quizapp.exchange.decode import read_text
from quizapp.exchange.markdown_text import has_gaps, plain, tags_behind, with_gaps
from quizapp.exchange.model import Carried, Loss, Transit
from quizapp.exchange.questions import Question
from quizapp.exchange.sections import Line, Page, Section, read_page

_EXAMPLE = "Write Q: and A: lines, headings with an answer below, or question :: answer."
_ONE_LINE = re.compile(r"\s{0,3}(?:[-*+]\s+)?(\S.*?)(\s:::?\s|(?<![:\s]):::?(?![:\s]))(.*\S)\s*")
_SPACED = re.compile(r"\s:::?\s")
_TURN = re.compile(r"\s{0,3}(\?\??)\s*")
_ASKS = ("?", "？")


def read(path: Path, *, encoding: str = "") -> Transit:
    """The cards in a Markdown file.

    Args:
        path: the file.
        encoding: how it is encoded; empty to find out.

    Raises:
        QuizError: it cannot be read, or there is no question in it.
    """
    text, losses = read_text(path, encoding)
    page = read_page(text)
    reader = _Reader(page)
    for section, below in zip(page.sections, [*page.sections[1:], None], strict=True):
        reader.take(section, below)
    if not reader.cards:
        raise QuizError(f"no question was found in {path}", _EXAMPLE)
    found = (*losses, *page.losses, *reader.losses, *_bold(reader.bold))
    return Transit(path.name, reader.cards, found, page.title or reader.title or path.stem)


class _Reader:
    """Reads sections one after another. ``title`` is the first heading that asks nothing, and
    ``bold`` has the places of the cards that lost theirs."""

    def __init__(self, page: Page) -> None:
        self.cards: list[Carried] = []
        self.losses: list[Loss] = []
        self.bold: list[str] = []
        self.title = ""
        self._ours = page.ours
        self._tags = list(page.tags)

    def take(self, section: Section, below: Section | None) -> None:
        """Read on; ``below`` is the section after this one."""
        if section.asks:
            self._question(section, Question(), section.lines)
        elif section.heading:
            self._below_heading(section, below)
        else:
            self._paragraphs(section.lines)

    def _below_heading(self, section: Section, below: Section | None) -> None:
        if self._ours and not self.title:
            self.title = section.heading
            return
        heading, tags = tags_behind(section.heading)
        asks = heading.endswith(_ASKS)
        has_text = any(line.text.strip() for line in section.lines)
        if section.level == 1 and not asks and not self.title:
            self.title = heading
        own = [line for line in section.lines if not line.code and _is_card(line.text)]
        if has_text and not own and (asks or section.level > 1):
            self._question(section, Question(heading), section.lines, tags)
        else:
            if asks and not own:
                self._lose(section.number, heading, "a question without an answer")
            elif not has_text and heading != self.title and not _is_group(section, below):
                self._lose(section.number, heading, "a heading with nothing below it")
            self._paragraphs(section.lines)

    def _question(
        self, section: Section, question: Question, lines: Sequence[Line], tags: Sequence[str] = ()
    ) -> None:
        for line in lines:
            found = [] if line.code or section.asks else _only_tags(line.text)
            if found:
                tags = [*tags, *found]
            else:
                question.take(line)
        if question.todo:
            done = "kept as a part of it; options stand below their question"
            place = f"line {question.todo}"
            self.losses.append(Loss("text", "a task list below an answer", done, place))
        self._add(section.number, question.data(), tags, section.id)

    def _paragraphs(self, lines: Sequence[Line]) -> None:
        """What stands by itself: cards in one line or paragraph, or text that is none."""
        paragraphs = list(_split(lines))
        while paragraphs:
            paragraph = paragraphs.pop(0)
            leads = not _is_listed(paragraph[0]) and not marks.quoted(paragraph[0].text)
            if paragraphs and leads and _is_listed(paragraphs[0][0]):
                paragraph += paragraphs.pop(0)
            self._paragraph(paragraph)

    def _paragraph(self, lines: list[Line]) -> None:
        first = lines[0].number
        callout = None if lines[0].code else marks.callout(lines[0].text)
        lines = _unquoted(lines)
        if callout is not None:
            self._callout(first, callout["asked"], lines[1:])
            return
        text = [line.text for line in lines]
        turn = next((at for at, line in enumerate(lines) if _turns(line)), 0)
        if len(lines) == 1 and (tags := _only_tags(text[0])):
            self._tags += tags
        elif 0 < turn < len(lines) - 1:
            both = text[turn].strip() == "??"
            self._two_sides(first, "\n".join(text[:turn]), "\n".join(text[turn + 1 :]), both)
        elif any(not line.code and marks.option(line.text) for line in lines):
            question = Question()
            for line in lines:
                question.take(line)
            self._add(first, question.data())
        elif has_gaps("\n".join(text)):
            asked, tags = tags_behind("\n".join(text))
            self._add(first, {"type": "cloze", "text": with_gaps(asked)}, tags)
        else:
            for line in lines:
                self._line(line)

    def _callout(self, number: int, asked: str, lines: list[Line]) -> None:
        """A question in Obsidian's callout: its title asks, or its first line."""
        if not asked and lines:
            asked, lines = lines[0].text.strip(), lines[1:]
        lines = _unquoted(lines)
        if any(line.text.strip() for line in lines):
            asked, tags = tags_behind(asked)
            self._question(Section(number), Question(asked), lines, tags)
        else:
            self._lose(number, asked or "[!question]", "a question without an answer")

    def _line(self, line: Line) -> None:
        found = None if line.code else _ONE_LINE.fullmatch(line.text)
        if not line.code and marks.row(line.text):
            self._lose(line.number, line.text, "a row of a table")
        elif found is None or found[1].count("`") % 2:
            self._lose(line.number, line.text, "text that is no question")
        else:
            self._two_sides(line.number, found[1], found[3], found[2].strip() == ":::")

    def _two_sides(self, number: int, front: str, back: str, both: bool) -> None:
        back, tags = tags_behind(back)
        front, more = tags_behind(front)
        tags = [*more, *tags]
        self._add(number, {"type": "qa", "q": front.strip(), "answer": back.strip()}, tags)
        if both:
            self._add(number, {"type": "qa", "q": back.strip(), "answer": front.strip()}, tags)

    def _add(
        self, number: int, data: dict[str, Any], tags: Sequence[str] = (), id: str = ""
    ) -> None:
        place = f"line {number}"
        if not self._ours:
            data = {key: self._plain(value, place) for key, value in data.items()}
        all_tags = [*data.get("tags", ()), *tags, *self._tags]
        if all_tags:
            data["tags"] = list(dict.fromkeys(all_tags))
        self.cards.append(Carried(data, place, id))

    def _plain(self, value: Any, place: str) -> Any:
        if isinstance(value, str):
            text, losses = plain(value)
            self.losses += [loss.at(place) for loss in losses if loss.kind != "bold"]
            self.bold += [place for loss in losses if loss.kind == "bold"]
            return text
        if isinstance(value, dict):
            return {key: self._plain(item, place) for key, item in value.items()}
        return [self._plain(item, place) for item in value] if isinstance(value, list) else value

    def _lose(self, number: int, text: str, what: str) -> None:
        if text.strip():
            shown = text.strip() if len(text.strip()) <= 40 else f"{text.strip()[:39]}…"
            self.losses.append(Loss("text", f"{what}: {shown}", "left out", f"line {number}"))


def _bold(places: Sequence[str]) -> list[Loss]:
    """One loss for all the bold of a file, which would bury the others."""
    lines = list(dict.fromkeys(places))
    if not lines:
        return []
    more = f", here and in {len(lines) - 1} more" if len(lines) > 1 else ""
    return [Loss("bold", f"bold{more}", "its words stay, as plain text", lines[0])]


def _is_group(section: Section, below: Section | None) -> bool:
    """Whether an empty heading stands over lower ones, or over cards."""
    if below is None:
        return False
    has_text = any(line.text.strip() for line in below.lines)
    return below.level > section.level or (not below.level and has_text)


def _unquoted(lines: list[Line]) -> list[Line]:
    """A paragraph without the marks of a quote, if all of it is one, or a callout going on."""
    found = [None if line.code else marks.quoted(line.text) for line in lines]
    if not lines or not (all(found) or marks.callout(lines[0].text)):
        return lines
    return [
        Line(line.number, _signless(quote[1])) if quote else line
        for line, quote in zip(lines, found, strict=True)
    ]


def _signless(text: str) -> str:
    sign = marks.callout_sign(text)
    return text[sign.end() :] if sign else text


def _is_card(text: str) -> bool:
    """Whether a line below a heading is a card by itself, so that the heading asks nothing."""
    found = None if marks.row(text) else _ONE_LINE.fullmatch(text)
    return (found is not None and _SPACED.search(text) is not None) or bool(_TURN.fullmatch(text))


def _turns(line: Line) -> bool:
    return not line.code and _TURN.fullmatch(line.text) is not None


def _is_listed(line: Line) -> bool:
    return not line.code and marks.option(line.text) is not None


def _only_tags(text: str) -> list[str]:
    """The tags of a line that has nothing else."""
    rest, tags = tags_behind(text)
    return [] if rest else tags


def _split(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Paragraphs: lines without an empty one between, but in code."""
    paragraph: list[Line] = []
    for line in lines:
        if line.code or line.text.strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph
