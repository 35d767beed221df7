"""Notes of our own making, come back from Anki: the cards that they were. See ``faces``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from quizapp.exchange.apkg.collection import Notetype
from quizapp.exchange.apkg.notetypes import KEY
from quizapp.exchange.html import to_text
from quizapp.exchange.model import Loss

_OPTION = re.compile(r'<li class="(right|wrong)">')


def card(notetype: Notetype, values: Mapping[str, str]) -> tuple[dict[str, Any], list[Loss]] | None:
    """The card that a note was made of, or ``None`` where that is not known."""
    key = unescape(values.get(KEY, ""))
    kind = notetype.name.removeprefix("quizapp ")
    if kind == notetype.name or "/" not in key:
        return None
    losses: list[Loss] = []

    def text(name: str) -> str:
        made, lost = to_text(values.get(name, ""))
        losses.extend(lost)
        return made

    data: dict[str, Any] = {"id": key.partition("/")[2], "type": "qa"}
    if kind == "cloze":
        data |= {"type": "cloze", "text": text("Text")}
    elif kind == "choice":
        options = list(_options(values.get("Answer", "")))
        rights = sum("right" in option for option in options)
        if not options:
            return None
        data |= {"type": "choice" if rights == 1 else "choices", "q": text("Question")}
        data["options"] = options
    else:
        data |= {"q": text("Question"), "answer": text("Answer")}
        if kind == "typed":
            data["type"] = "typed"
            data["accept"] = [one for one in text("Accepted").split(", ") if one]
    return {**data, "hint": text("Hint"), "why": text("Why"), "source": text("Source")}, losses


def _options(answer: str) -> Iterator[dict[str, str]]:
    """The options in an answer that lists them, as ``faces`` does."""
    _, *items = _OPTION.split(answer)
    for right, item in zip(items[::2], items[1::2], strict=True):
        said, _, why = item.partition('<div class="why">')
        yield {right: to_text(said)[0], "why": to_text(why.lstrip("✓✗ "))[0]}
