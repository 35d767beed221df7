"""Types of cards as people name them, and what each makes of an answer that is written as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from quizapp.exchange.answers import truth
from quizapp.text.number import parse_number

_NAMES = {
    "qa": "qa basic question 问答 简答",
    "cloze": "cloze 填空",
    "choice": "choice single multiple-choice mcq 单选 选择 单选题 选择题",
    "choices": "choices multi multiple multi-select 多选 多选题",
    "truth": "truth boolean true/false tf 判断 判断题",
    "order": "order ordering sequence 排序 排序题",
    "typed": "typed type written 打字",
    "number": "number numeric 数字 计算",
}
_MEANS: Mapping[str, str] = MappingProxyType(
    {name: kind for kind, names in _NAMES.items() for name in names.split()}
)
_GAP = re.compile(r"\{\{c[0-9]{1,3}::")


def named(word: str) -> str:
    """The type that a word names; empty when it names none."""
    return _MEANS.get("-".join(word.casefold().split()), "")


def looks(asked: str, options: Sequence[Mapping[str, str]], items: Sequence[str]) -> str:
    """The type that a card's parts make, where nothing names it."""
    if options:
        return "choice" if sum("right" in option for option in options) == 1 else "choices"
    if items:
        return "order"
    return "cloze" if _GAP.search(asked) else "qa"


def answer_of(kind: str, cell: Mapping[str, str], accept: Sequence[str] = ()) -> dict[str, Any]:
    """The keys of a card's answer. What is no answer of the type stays text, for the loader to
    refuse in its own words.

    Args:
        kind: the card's type; one with an ``answer``.
        cell: ``answer``, and of a number its ``tol`` and ``unit``.
        accept: what else a typed card takes.
    """
    answer = cell.get("answer", "")
    if kind == "truth":
        known = truth(answer)
        return {"answer": answer if known is None else known}
    if kind == "number":
        made: dict[str, Any] = {"answer": _number(answer, cell.get("unit", ""))}
        if cell.get("tol"):
            made["tol"] = _number(cell["tol"])
        return {**made, "unit": cell["unit"]} if cell.get("unit") else made
    if kind == "typed" and accept:
        return {"answer": answer, "accept": list(accept)}
    return {"answer": answer}


def _number(text: str, unit: str = "") -> float | str:
    try:
        value = parse_number(text)
    except ValueError:
        # The loader says that it is none, unless its unit was all that was strange.
        return _number(text.removesuffix(unit)) if unit and text.endswith(unit) else text
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
