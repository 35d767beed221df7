"""Which column of a table is what, by the names in its first row, in six languages. No cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

_NAMES = {
    "q": "q question front prompt term 问题 题目 正面 题干 问"
    " frage vorderseite pregunta anverso 質問 問題 表",
    "answer": "a answer back definition response reply 答案 回答 背面 答 正确答案"
    " antwort rückseite réponse reponse respuesta reverso 答え 裏",
    "text": "text cloze 填空",
    "type": "type kind 类型 题型",
    "tags": "tags tag 标签",
    "hint": "hint 提示",
    "why": "why explanation reason 解释 解析 原因",
    "source": "source reference 来源 出处",
    "id": "id guid 编号",
    "accept": "accept also alternatives 也可",
    "tol": "tol tolerance 误差",
    "unit": "unit 单位",
    "unproven": "unproven",
    "option": "option choice 选项",
    "right": "right correct 正确",
    "wrong": "wrong incorrect distractor 错误 干扰项",
    "item": "item step 步骤",
}
_MEANS: Mapping[str, str] = MappingProxyType(
    {name: key for key, names in _NAMES.items() for name in names.split()}
)
_ASKING = ("q", "text")
_ANSWERING = frozenset(("answer", "option", "right", "item", "type", "text"))
_SEVERAL = ("option", "right", "wrong", "item")
_NUMBERED = re.compile(r"(.*?)[\s_.-]*(?:([0-9]{1,2})|(?<=[\s_.-])([a-h])|(?<=选项)([a-h]))")
_WORDS = re.compile(r"[^\W\d_]{1,20}(?:[ -][^\W\d_]{1,20})?")
_WHY = re.compile(r"(.+?)[\s_.-]+why")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a row, by column from 0.

    ``one`` has the keys of which there is one column; ``several`` those that may have more, each
    column with the one of its reason (or ``None``), in order. ``unknown`` are further names;
    ``count`` is how many columns there are in all.
    """

    one: Mapping[str, int]
    several: Mapping[str, Sequence[tuple[int, int | None]]]
    unknown: Sequence[str]
    count: int


def by_names(names: Sequence[str]) -> Columns | None:
    """The columns that the first row names; ``None`` when it is no row of names.

    A row of names has one for what is asked, and one for what is answered.
    """
    meant = _letters(list(map(_plain, names)))
    one: dict[str, int] = {}
    listed: dict[str, dict[str, int]] = {key: {} for key in _SEVERAL}
    reasons: dict[str, int] = {}
    unknown: list[str] = []
    for at, name in enumerate(meant):
        key, number = _key(name)
        why = _WHY.fullmatch(name)
        if why is not None and _key(why[1])[0] in _SEVERAL:
            reasons[why[1]] = at
        elif key in _SEVERAL and name not in listed[key]:
            listed[key][name] = at
        elif key and not number and key not in one:
            one[key] = at
        elif name:
            unknown.append(names[at].strip())
    if not any(key in one for key in _ASKING) or not _answered(one, listed):
        return None
    several = {
        key: [(at, reasons.get(name)) for name, at in found.items()]
        for key, found in listed.items()
        if found
    }
    return Columns(one, several, unknown, len(names))


def by_place(count: int, known: Mapping[str, int]) -> Columns:
    """Question, then answer, as where there are no names, beside columns that are ``known``."""
    free = [at for at in range(count) if at not in known.values()]
    one = dict(zip(("q", "answer"), free, strict=False))
    return Columns({**one, **known}, {}, [f"column {at + 1}" for at in free[2:]], count)


def seem_names(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a first row that names no known column looks like one of names all the same: of a
    word or two in each cell, as few of the rows below are.
    """
    for looks in (_are_words, _are_titles):
        alike = sum(map(looks, others))
        if others and looks(first) and alike * 4 <= len(others):
            return True
    return False


def _are_words(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and all(map(_WORDS.fullmatch, filled))


def _are_titles(cells: Sequence[str]) -> bool:
    return _are_words(cells) and not any(cell.strip()[:1].islower() for cell in cells)


def _answered(one: Mapping[str, int], listed: Mapping[str, Mapping[str, int]]) -> bool:
    return not _ANSWERING.isdisjoint([*one, *(key for key, found in listed.items() if found)])


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _letters(names: list[str]) -> list[str]:
    """Columns that are just A, B, C, … hold options, and ``a`` then is no answer."""
    if {"a", "b", "c"} <= set(names):
        return [f"option {name}" if re.fullmatch("[a-h]", name) else name for name in names]
    return names


def _key(name: str) -> tuple[str, str]:
    """The key that a name means, and its number or letter; empty where there is none."""
    if name in _MEANS:
        return _MEANS[name], ""
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return "", ""
    return _MEANS.get(found[1], ""), found[2] or found[3] or found[4] or ""
