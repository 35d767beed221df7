"""A card's keyed answer as text, and whether a measurement says it. Numbers are ``judge``'s."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizapp.deck.cloze import gaps
from quizapp.deck.model import Card, CardType, LocalText

_ERROR = re.compile(r"([A-Z]\w*): ")
"""The type at the head of an error's text, as ``raised`` measures it."""


def is_said(answer: LocalText, measured: str) -> bool:
    """Whether a text is the answer in each of its languages, or an error of the type it names."""
    error = _ERROR.match(measured)
    heard = {_fold(measured), _fold(error[1]) if error is not None else _fold(measured)}
    return all(_fold(text) in heard for _, text in answer.by_lang)


def is_sequence(card: Card, measured: Sequence[str]) -> bool:
    """Whether texts are an order card's items, or what a cloze's gaps hide, in their order."""
    parts = [_bare(part) for part in measured]
    if card.type is CardType.CLOZE:  # each language has gaps of its own to get wrong
        return all(parts == gap for gap in sequences(card))
    return parts in sequences(card)


def sequences(card: Card) -> list[list[str]]:
    """An order card's items, or a cloze's gaps as they stand in the text: once per language."""
    if card.type is CardType.ORDER:
        langs = {lang for item in card.items for lang, _ in item.by_lang}
        return [[_bare(item.pick(lang)) for item in card.items] for lang in sorted(langs)]
    texts = (text for _, text in card.question.by_lang)
    return [[_bare(one.text) for one in gaps(text) if one.gap is not None] for text in texts]


def _bare(text: str) -> str:
    """As compared, without the marks of code: a measurement has none."""
    return _fold(text.replace("`", ""))


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
