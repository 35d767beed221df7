r"""What begins a line of a Markdown list of questions, and how a line that only looks so is made
plain text: by a backslash, ``\A: no answer``. No cards are made here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FIELDS = {
    "q": "Q Question 问 问题 题目",
    "answer": "A Answer 答 答案",
    "text": "C Cloze 填空",
    "hint": "Hint 提示",
    "why": "Why Explanation 解释 解析",
    "tags": "Tags 标签",
    "type": "Type 类型",
    "source": "Source 来源",
    "accept": "Also 也可",
    "tol": "Tolerance 误差",
    "unit": "Unit 单位",
    "unproven": "Unproven",
}
"""The word that begins a part of a card, before its colon; the first of each is what is written."""

_MEANS = {name.lower(): key for key, names in FIELDS.items() for name in names.split()}
_WORDS = "|".join(sorted(_MEANS, key=len, reverse=True))
_BEFORE = r"\s{0,3}(?:[-*+]\s+|[0-9]{1,3}[.)]\s+|#{1,6}\s+)?"
# Only these may do without a space behind the colon: "C:" is a drive, and "A::b" no answer.
_TIGHT = (
    r"(?-i:(?<=\*\*Q:)|(?<=\*\*A:))\*\*(?=\S)"
    r"|(?-i:(?<=Q:)|(?<=A:)|(?<=Question:)|(?<=Answer:))(?=[^\s:/\\])"
)
_COLON = rf"(?::(?:(?:\*\*|__)?(?:\s+|$)|{_TIGHT})|：(?:\*\*|__)?\s*)"
_FIELD = rf"{_BEFORE}(?:\*\*|__)?(?P<field>{_WORDS})(?:\*\*|__)?\s?{_COLON}"
_OPTION = r"\s{0,3}[-*+]\s+\[(?P<mark>[ xX])\](?:\s+|$)"
_ITEM = r"\s{0,3}[0-9]{1,3}[.)](?:\s+|$)"
_LETTER = r"\s{0,3}\(?(?P<letter>[A-Ha-h])[.)、](?:\s+|$)"
_BULLET = r"\s{0,3}[-*+](?:\s+|$)"
_RULE = r"\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$"
_HEADING = r"\s{0,3}#{1,6}\s+\S"
_FENCE = r"\s*(?:`{3,}|~{3,})"
_COMMENT = r"\s*<!--"
_CALLOUT = r">\s?\[!(?:question|faq|help)\][+-]?"

field = re.compile(_FIELD, re.IGNORECASE).match
option = re.compile(_OPTION).match
item = re.compile(_ITEM).match
letter = re.compile(_LETTER).match
bullet = re.compile(_BULLET).match
quoted = re.compile(r"\s*>\s?(.*)$").match
rule = re.compile(_RULE).match
callout = re.compile(rf"{_CALLOUT}\s*(?P<asked>.*?)\s*$", re.IGNORECASE).match
callout_sign = re.compile(r"\s*\[![\w-]{1,30}\][+-]?\s*").match
row = re.compile(r"\s*\|.*\|\s*$").match
heading = re.compile(r"\s{0,3}(?P<level>#{1,6})\s+(?P<text>.*?)(?:\s+#+)?\s*$").match
comment = re.compile(r"\s*<!--(?P<said>.*?)-->\s*$").match

_ALWAYS = f"{_FIELD}|{_OPTION}|{_RULE}|{_HEADING}|{_FENCE}|{_COMMENT}|{_CALLOUT}"
_LISTS = rf"|{_ITEM}|\s{{0,3}}\(?[A-Ha-h][.)、](?:\s+|$)|{_BULLET}|\s{{0,3}}>"
_always = re.compile(_ALWAYS, re.IGNORECASE).match
_anywhere = re.compile(_ALWAYS + _LISTS, re.IGNORECASE).match
_opens = re.compile(r"\s*(?P<fence>`{3,}|~{3,})[^`]*$").match
_closes = re.compile(r"\s*(?P<fence>`{3,}|~{3,})\s*$").match


def key_of(word: str) -> str:
    """What a field's word means."""
    return _MEANS[word.lower()]


def fenced(lines: Sequence[str]) -> list[bool]:
    """Which lines are fences or stand between two; a fence that nothing closes is none."""
    inside = [False] * len(lines)
    closers = [(at, found["fence"]) for at, line in enumerate(lines) if (found := _closes(line))]
    never: dict[str, int] = {}
    at = next_closer = 0
    while at < len(lines):
        found = _opens(lines[at])
        if found is None or len(found["fence"]) >= never.get(found["fence"][0], 1_000_000):
            at += 1
            continue
        fence = found["fence"]
        while next_closer < len(closers) and closers[next_closer][0] <= at:
            next_closer += 1
        later = (closers[place] for place in range(next_closer, len(closers)))
        end = next((line for line, closer in later if closer.startswith(fence)), None)
        if end is None:
            never[fence[0]] = len(fence)
            at += 1
            continue
        inside[at : end + 1] = [True] * (end + 1 - at)
        at = end + 1
    return inside


def escape(text: str, *, lists: bool) -> str:
    """The text so that no line of it is taken for a mark; ``lists``: nor for one of a list."""
    lines = text.split("\n")
    marked = _anywhere if lists else _always
    return "\n".join(
        line if code or not (marked(line) or _is_escaped(line)) else f"\\{line}"
        for line, code in zip(lines, fenced(lines), strict=True)
    )


def unescape(line: str) -> str:
    """The line as it was before ``escape``."""
    return line[1:] if _is_escaped(line) else line


def _is_escaped(line: str) -> bool:
    return line.startswith("\\") and _anywhere(line.lstrip("\\")) is not None
