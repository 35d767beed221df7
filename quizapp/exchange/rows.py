"""Rows of a table as cards: each type from its columns. Reads no files, cuts no rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quizapp.exchange.answers import picked
from quizapp.exchange.columns import Columns
from quizapp.exchange.gaps import unnested
from quizapp.exchange.html import to_text
from quizapp.exchange.kinds import answer_of, looks, named
from quizapp.exchange.model import Carried, Loss
from quizapp.exchange.table import Row

GUARDED = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a cell begins that a spreadsheet would run as a formula, did an apostrophe not keep it."""

_TAG_ENDS = re.compile(r"[\s,;，；]+")
_TAG = "br|div|p|b|i|u|span|img|ul|ol|li|code|pre|sub|sup"
_MARKUP = re.compile(rf"<(?:{_TAG})\b[^<>]*>|&nbsp;", re.IGNORECASE)


class Rows:
    """Reads rows one after another; what is lost is gathered in ``losses``.

    Args:
        columns: what stands where.
        html: whether cells are HTML.
    """

    def __init__(self, columns: Columns, *, html: bool) -> None:
        self.losses: list[Loss] = []
        self._columns = columns
        self._html = html
        self._seen_markup = False

    def card(self, row: Row) -> Carried:
        """The card in a row; one that lacks something is the loader's to refuse."""
        cell = {key: self._cell(row, at) for key, at in self._columns.one.items()}
        asked = cell.get("q") or cell.get("text", "")
        options = self._options(row, cell)
        items = [text for text, _ in self._several(row, "item")]
        kind = self._type(row, cell.get("type", "")) or looks(asked, options, items)
        if kind == "cloze":
            asked = unnested(asked)
        data: dict[str, Any] = {"type": kind, "text" if kind == "cloze" else "q": asked}
        if kind in ("choice", "choices"):
            data["options"] = options
        elif kind == "order":
            data["items"] = items or [
                option.get("right", option.get("wrong")) for option in options
            ]
        elif kind != "cloze":
            accept = [one.strip() for one in cell.get("accept", "").split("\n") if one.strip()]
            data.update(answer_of(kind, cell, accept))
        if kind == "cloze" and cell.get("answer"):
            cell["why"] = "\n\n".join(filter(None, (cell["answer"], cell.get("why"))))
        for key in ("hint", "why", "source", "unproven"):
            if cell.get(key):
                data[key] = cell[key]
        if cell.get("tags"):
            data["tags"] = [tag for tag in _TAG_ENDS.split(cell["tags"]) if tag]
        return Carried(data, row.place, cell.get("id", ""), cell.get("guid", ""))

    def _cell(self, row: Row, at: int) -> str:
        text = row.cells[at] if at < len(row.cells) else ""
        if text.startswith("'") and GUARDED.match(text):
            text = text[1:]
        if self._html:
            text, losses = to_text(text)
            self.losses += [loss.at(row.place) for loss in losses]
        elif not self._seen_markup and (found := _MARKUP.search(text)) is not None:
            self._seen_markup = True
            done = "kept as it stands, as all of it; --html reads it as HTML"
            self.losses.append(
                Loss("html", f"what looks like HTML, {found[0][:20]}", done, row.place)
            )
        return text.strip()

    def _type(self, row: Row, said: str) -> str:
        """The type that the row names, if it is one."""
        kind = named(said)
        if said and not kind:
            done = "taken for what its columns look like"
            self.losses.append(Loss("type", f"the type '{said[:40]}'", done, row.place))
        return kind

    def _several(self, row: Row, key: str) -> list[tuple[str, str]]:
        """Texts of the columns of one kind that are filled in, each with its reason."""
        found = []
        for at, why in self._columns.several.get(key, ()):
            text = self._cell(row, at)
            if text:
                found.append((text, "" if why is None else self._cell(row, why)))
        return found

    def _options(self, row: Row, cell: Mapping[str, str]) -> list[dict[str, str]]:
        """Options that say themselves whether they are right, then those that the answer picks."""
        options = [
            {key: text, "why": why}
            for key in ("right", "wrong")
            for text, why in self._several(row, key)
        ]
        listed = self._several(row, "option")
        right = picked(cell.get("answer", ""), [text for text, _ in listed])
        options += [
            {"right" if at in right else "wrong": text, "why": why}
            for at, (text, why) in enumerate(listed)
        ]
        return options
