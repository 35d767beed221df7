"""Rows of a table as cards: each type from its columns. Reads no files, cuts no rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.exchange.answers import NO_REASON, picked, truth
from quizapp.exchange.columns import Columns
from quizapp.exchange.html import to_text
from quizapp.exchange.model import Carried, Loss
from quizapp.exchange.table import Row
from quizapp.text.number import parse_number

_TYPES = {
    "qa": "qa basic question 问答 简答",
    "cloze": "cloze 填空",
    "choice": "choice single multiple-choice mcq 单选 选择 单选题 选择题",
    "choices": "choices multi multiple multi-select 多选 多选题",
    "truth": "truth boolean true/false tf 判断 判断题",
    "order": "order ordering sequence 排序 排序题",
    "typed": "typed type written 打字",
    "number": "number numeric 数字 计算",
}
_MEANS = {name: kind for kind, names in _TYPES.items() for name in names.split()}
_GAP = re.compile(r"\{\{c[0-9]{1,3}::")
GUARDED = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a cell begins that a spreadsheet would run as a formula, did an apostrophe not keep it."""

_TAG_ENDS = re.compile(r"[\s,;，；]+")
_TAG = "br|div|p|b|i|u|span|img|ul|ol|li|code|pre|sub|sup"
_MARKUP = re.compile(rf"<(?:{_TAG})\b[^<>]*>|&nbsp;", re.IGNORECASE)


class Rows:
    """Reads rows one after another; what is lost is gathered in ``losses``, and ``unreasoned``
    counts the options without a reason.

    Args:
        columns: what stands where.
        html: whether cells are HTML.
    """

    def __init__(self, columns: Columns, *, html: bool) -> None:
        self.losses: list[Loss] = []
        self.unreasoned = 0
        self._columns = columns
        self._html = html
        self._seen_markup = False

    def card(self, row: Row) -> Carried:
        """The card in a row; one that lacks something is the loader's to refuse."""
        cell = {key: self._cell(row, at) for key, at in self._columns.one.items()}
        asked = cell.get("q") or cell.get("text", "")
        options = self._options(row, cell)
        items = [text for text, _ in self._several(row, "item")]
        kind = self._type(row, cell.get("type", "")) or _looks(asked, options, items)
        data: dict[str, Any] = {"type": kind, "text" if kind == "cloze" else "q": asked}
        if kind in ("choice", "choices"):
            data["options"] = options
            self.unreasoned += sum(option["why"] == NO_REASON for option in options)
        elif kind == "order":
            data["items"] = items or [
                option.get("right", option.get("wrong")) for option in options
            ]
        elif kind != "cloze":
            data.update(_answer(kind, cell))
        if kind == "cloze" and cell.get("answer"):
            cell["why"] = "\n\n".join(filter(None, (cell["answer"], cell.get("why"))))
        for key in ("hint", "why", "source", "unproven"):
            if cell.get(key):
                data[key] = cell[key]
        if cell.get("tags"):
            data["tags"] = [tag for tag in _TAG_ENDS.split(cell["tags"]) if tag]
        return Carried(data, row.place, cell.get("id", ""))

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
        word = said.casefold().strip()
        kind = _MEANS.get(word) or _MEANS.get(word.replace(" ", "-"), "")
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
            {key: text, "why": why or NO_REASON}
            for key in ("right", "wrong")
            for text, why in self._several(row, key)
        ]
        listed = self._several(row, "option")
        right = picked(cell.get("answer", ""), [text for text, _ in listed])
        options += [
            {"right" if at in right else "wrong": text, "why": why or NO_REASON}
            for at, (text, why) in enumerate(listed)
        ]
        return options


def _looks(asked: str, options: Sequence[Mapping[str, str]], items: Sequence[str]) -> str:
    """The type that the filled columns of a row make, where it names none."""
    if options:
        return "choice" if sum("right" in option for option in options) == 1 else "choices"
    if items:
        return "order"
    return "cloze" if _GAP.search(asked) else "qa"


def _answer(kind: str, cell: Mapping[str, str]) -> dict[str, Any]:
    answer = cell.get("answer", "")
    if kind == "truth":
        known = truth(answer)
        return {"answer": answer if known is None else known}
    if kind == "number":
        made: dict[str, Any] = {"answer": _number(answer, cell.get("unit", ""))}
        if cell.get("tol"):
            made["tol"] = _number(cell["tol"])
        return {**made, "unit": cell["unit"]} if cell.get("unit") else made
    if kind == "typed" and cell.get("accept"):
        accepted = [one.strip() for one in cell["accept"].split("\n") if one.strip()]
        return {"answer": answer, "accept": accepted}
    return {"answer": answer}


def _number(text: str, unit: str = "") -> float | str:
    try:
        value = parse_number(text)
    except ValueError:
        # The loader says that it is none, unless its unit was all that was strange.
        return _number(text.removesuffix(unit)) if unit and text.endswith(unit) else text
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
