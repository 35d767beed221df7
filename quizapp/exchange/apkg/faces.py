"""A card of ours as the fields of an Anki note. What Anki has no type for becomes a plain card."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, assert_never

from quizapp.deck.cloze import gaps
from quizapp.deck.model import Ask, Card, CardType, LocalText, Source
from quizapp.deck.scalar import spell
from quizapp.exchange.apkg.markup import cloze_to_html, plain, to_html
from quizapp.exchange.apkg.notetypes import BASIC, CHOICE, CLOZE, KEY, NOTETYPES, TYPED
from quizapp.review.fuzz import seed_of

T = TypeVar("T")

_WORDS: Mapping[str, Mapping[bool, str]] = {
    "en": {True: "true", False: "false"},
    "zh": {True: "正确", False: "错误"},
}


@dataclass(frozen=True, slots=True)
class Face:
    """The note of a card: its type, and its fields in their order."""

    notetype: int
    values: tuple[str, ...]


def face(card: Card, lang: str, measured: float | None = None) -> Face:
    """The note of a card that varies no more.

    Args:
        card: the card, its values drawn.
        lang: the language of its texts.
        measured: what its lab measures, where that is the answer.
    """
    html = _in(lang)
    fields = {
        "Why": html(card.why),
        "Hint": html(card.hint),
        "Source": _source(card.source),
        KEY: plain(card.key),
        **_content(card, lang, measured),
    }
    notetype = _TYPES.get(card.type, BASIC)
    return Face(notetype, tuple(fields[name] for name in NOTETYPES[notetype].fields))


_TYPES = {
    CardType.CLOZE: CLOZE,
    CardType.CHOICE: CHOICE,
    CardType.CHOICES: CHOICE,
    CardType.TYPED: TYPED,
}


def _in(lang: str) -> Callable[[LocalText | None], str]:
    return lambda text: "" if text is None else to_html(text.pick(lang))


def _content(card: Card, lang: str, measured: float | None) -> dict[str, str]:
    """The fields that depend on the type."""
    html = _in(lang)
    question = html(card.question)
    match card.type:
        case CardType.QA:
            return {"Question": question, "Answer": _answer(card, lang, measured)}
        case CardType.NUMBER:
            answer = _answer(card, lang, measured)
            unit = f" {plain(card.unit)}" if card.unit else ""
            return {"Question": question, "Answer": answer + unit}
        case CardType.TRUTH:
            words = _WORDS.get(lang, _WORDS["en"])
            asked = f"<div>{words[True]} / {words[False]}?</div>"
            return {"Question": question + asked, "Answer": words[card.answer is True]}
        case CardType.TYPED:
            accepted = ", ".join(map(plain, card.accept))
            answer = _answer(card, lang, measured)
            return {"Question": question, "Answer": answer, "Accepted": accepted}
        case CardType.CLOZE:
            return {"Text": cloze_to_html(gaps(card.question.pick(lang)))}
        case CardType.ORDER:
            items = [html(item) for item in card.items]
            mixed = _shuffled(card, items)
            asked = question + _list("ul", mixed if mixed != items else mixed[::-1])
            return {"Question": asked, "Answer": _list("ol", items)}
        case CardType.CHOICE | CardType.CHOICES:
            return {"Question": question, **_options(card, lang)}
    assert_never(card.type)


def _answer(card: Card, lang: str, measured: float | None) -> str:
    answer = card.answer
    if isinstance(answer, LocalText):
        return to_html(answer.pick(lang))
    if isinstance(answer, Ask):  # labs compute in single precision
        return "" if measured is None else f"{measured:.6g}"
    return "" if answer is None else plain(spell(answer))


def _options(card: Card, lang: str) -> dict[str, str]:
    """The options as they are asked, and as they are answered: right or wrong, and why."""
    html = _in(lang)
    options = _shuffled(card, list(card.options))
    answered = [
        f'<li class="{"right" if one.right else "wrong"}">{html(one.text)}'
        f'<div class="why">{"✓" if one.right else "✗"} {html(one.why)}</div></li>'
        for one in options
    ]
    return {
        "Options": _list("ol", [html(one.text) for one in options], ' type="A"'),
        "Answer": f'<ol type="A">{"".join(answered)}</ol>',
    }


def _list(tag: str, items: list[str], how: str = "") -> str:
    return f"<{tag}{how}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _shuffled(card: Card, items: list[T]) -> list[T]:
    """Anki shows the same order each time: one that a re-export does not change."""
    mixed = list(items)
    random.Random(seed_of(card.key, 0, "anki")).shuffle(mixed)
    return mixed


def _source(source: Source | None) -> str:
    if source is None:
        return ""
    place = f", {source.at}" if source.at else ""
    link = f"<br>{plain(source.url)}" if source.url else ""
    return plain(source.cite + place) + link
