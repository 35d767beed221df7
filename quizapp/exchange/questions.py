"""One question of a Markdown list with its parts, read line by line into a card. No files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.exchange import marks
from quizapp.exchange.answers import picked
from quizapp.exchange.kinds import answer_of, looks, named
from quizapp.exchange.markdown_text import with_gaps
from quizapp.exchange.sections import Line

_FEWEST, _MOST = 2, 8


@dataclass(slots=True)
class _Part:
    """Lines of one part of a card; of a list, ``right`` says which kind of option it is, and
    ``raw`` has them as they were written."""

    lines: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    right: bool | None = None
    raw: list[str] = field(default_factory=list)

    def text(self) -> str:
        return _joined(self.lines)

    def reason(self) -> str:
        return _joined(self.why)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip()


class Question:
    """Takes lines one after another; ``data`` then gives the card.

    ``todo`` is the line of a task list that stands below an answer in whole sentences: it is a
    part of that answer, and no options.

    Args:
        asked: the question, when it is known already (a heading): what is not marked is then
            its answer.
    """

    def __init__(self, asked: str = "") -> None:
        self._fields: dict[str, list[_Part]] = {"q": [_Part([asked])]} if asked else {}
        self._options: list[_Part] = []
        self._items: list[_Part] = []
        self._now = "answer" if asked else "q"
        self._implied = bool(asked)
        self._listing: _Part | None = None
        self._indent = 0
        self._blank = 0
        self.todo = 0

    def take(self, line: Line) -> None:
        """Read on."""
        text = line.text
        if not line.code and not self.todo and marks.option(text) and self._is_answered():
            self.todo = line.number
        if line.code or not self._mark(text):
            self._plain(text, code=line.code)

    def _is_answered(self) -> bool:
        """Whether a question that needs no options has its answer, in a whole sentence."""
        if not self._implied or "answer" not in self._fields:
            return False
        asks = self._said("q").endswith(("?", "？"))
        return asks and self._said("answer").endswith((".", "!", "。", "！"))

    def _mark(self, text: str) -> bool:
        """Whether the line begins a part, which is noted."""
        if (found := marks.field(text)) is not None:
            self._listing = None
            self._now = marks.key_of(found["field"])
            parts = self._fields.setdefault(self._now, [])
            if not parts or self._now == "accept" or parts[-1].lines:
                parts.append(_Part())
            self._implied = False
            rest = text[found.end() :]
            if rest:
                parts[-1].lines.append(marks.unescape(rest))
            return True
        lists = self._now == "q" or (self._implied and self._now == "answer" and not self.todo)
        if lists and (found := marks.option(text)) is not None:
            self._ask_more()
            self._list(self._options, text, found.end(), 2, found["mark"] in "xX")
        elif lists and not self._said("answer") and (found := marks.item(text)) is not None:
            self._list(self._items, text, found.end(), 3, None)
        elif self._now == "q" and (found := marks.letter(text)) is not None:
            self._list(self._options, text, found.end(), 3, None)
        else:
            return False
        return True

    def _ask_more(self) -> None:
        """What was taken for the answer belongs to the question, as options come below it."""
        for part in self._fields.pop("answer", []):
            self._fields["q"][0].lines += part.lines

    def _list(
        self, into: list[_Part], text: str, start: int, indent: int, right: bool | None
    ) -> None:
        rest = text[start:]
        part = _Part([marks.unescape(rest)] if rest else [], right=right, raw=[text])
        into.append(part)
        self._listing, self._indent, self._blank = part, indent, 0

    def _plain(self, text: str, *, code: bool) -> None:
        listing = self._listing
        if listing is None:
            self._to_field(text if code else marks.unescape(text))
        elif not text.strip():
            self._blank += 1
        elif text.startswith(" ") or (code and not self._blank):
            self._below(listing, text[min(self._indent, len(text) - len(text.lstrip())) :], code)
        else:
            self._listing = None
            self._now = "why" if self._options else self._now
            self._to_field(text if code else marks.unescape(text))

    def _below(self, listing: _Part, text: str, code: bool) -> None:
        """A line that belongs to an option or item: its text goes on, or its reason."""
        blank, self._blank = [""] * self._blank, 0
        listing.raw += [*blank, text]
        quoted = None if code else marks.quoted(text)
        if quoted is not None:
            listing.why.append(quoted[1])
        elif not code and (bullet := marks.bullet(text)) is not None:
            listing.why.append(text[bullet.end() :])
        else:
            listing.lines += [*blank, text if code else marks.unescape(text)]

    def _to_field(self, text: str) -> None:
        parts = self._fields.setdefault(self._now, [])
        if not parts:
            parts.append(_Part())
        parts[-1].lines.append(text)

    def _said(self, key: str) -> str:
        return "\n\n".join(filter(None, (part.text() for part in self._fields.get(key, ()))))

    def data(self) -> dict[str, Any]:
        """The card; one that lacks something is the loader's to refuse."""
        cell = {key: self._said(key) for key in ("answer", "tol", "unit", "type")}
        kind = named(cell["type"])
        if "text" in self._fields:
            return self._rest({"type": "cloze", "text": with_gaps(self._said("text"))})
        options = self._as_options(cell["answer"])
        items = [part.text() for part in self._items]
        listed = options if options else items if self._is_order(cell["answer"], kind) else ()
        asked = self._asked(listed)
        kind = kind or looks(asked, options, items if listed is items else ())
        data: dict[str, Any] = {"type": kind, "text" if kind == "cloze" else "q": asked}
        if kind in ("choice", "choices"):
            data["options"] = options
        elif kind == "order":
            data["items"] = items
        elif kind != "cloze":
            accept = [part.text() for part in self._fields.get("accept", ())]
            data.update(answer_of(kind, {**cell, "answer": self._answered(listed)}, accept))
        return self._rest(data)

    def _is_order(self, answer: str, kind: str) -> bool:
        count = len(self._items)
        return kind == "order" or (not answer and not kind and _FEWEST <= count <= _MOST)

    def _as_options(self, answer: str) -> list[dict[str, str]]:
        """The options; lettered ones only when the answer picks some of them."""
        marked = [part for part in self._options if part.right is not None]
        options = marked or self._options
        texts = [part.text() for part in options]
        right = {at for at, part in enumerate(options) if part.right} or picked(answer, texts)
        if not marked and not right:
            return []
        return [
            {"right" if at in right else "wrong": part.text(), "why": part.reason()}
            for at, part in enumerate(options)
        ]

    def _asked(self, listed: Sequence[Any]) -> str:
        """The question; a list that came to nothing is a part of it."""
        asked = self._said("q")
        if listed or not self._said("answer"):
            return asked
        return "\n".join([asked, *self._raw()]).strip()

    def _answered(self, listed: Sequence[Any]) -> str:
        """The answer; a list after a question without another one is its answer."""
        answer = self._said("answer")
        return answer if answer or listed else "\n".join(self._raw())

    def _raw(self) -> list[str]:
        """The lines of all lists, as they were written."""
        return [line for part in (*self._options, *self._items) for line in part.raw]

    def _rest(self, data: dict[str, Any]) -> dict[str, Any]:
        for key in ("hint", "why", "source", "unproven"):
            if said := self._said(key):
                data[key] = said
        if tags := self._said("tags"):
            data["tags"] = [tag.lstrip("#") for tag in tags.replace(",", " ").split()]
        return data
