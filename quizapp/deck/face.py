"""What a learner saw of a card, folded so that two can be compared. Reads no file, keeps none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.deck.model import Ask, Card, CardKey, LocalText
from quizapp.deck.scalar import spell

_SHOWN = 200
"""Characters of a question that are kept to be shown."""

_COMPARED = 600
"""Characters of a card's text, in each language, that are kept to be compared."""


@dataclass(frozen=True, slots=True)
class Face:
    """A card as it was seen.

    ``question`` is for people, in one language; ``texts`` the question and all answers, folded, in
    each (language and text; ``""`` serves every language). ``file`` is the deck's own file.
    """

    card: CardKey
    type: str
    question: str
    texts: tuple[tuple[str, str], ...]
    file: str


def face_of(card: Card, deck: Path) -> Face:
    """The face of a card, as it is written: what varies is not drawn."""
    question = " ".join(card.question.pick("en").split())[:_SHOWN]
    texts = tuple((lang, _text(card, lang)) for lang, _ in card.question.by_lang)
    return Face(card.key, card.type.value, question, texts, str(deck.absolute()))


def _text(card: Card, lang: str) -> str:
    return compared(_parts(card, lang))


def compared(parts: Iterable[str]) -> str:
    """The texts of a card as one, folded."""
    whole = " ".join(part for part in parts if part)
    return " ".join(unicodedata.normalize("NFKC", whole).casefold().split())[:_COMPARED]


def _parts(card: Card, lang: str) -> Iterator[str]:
    yield card.question.pick(lang)
    match card.answer:
        case LocalText():
            yield card.answer.pick(lang)
        case Ask(lab=lab, get=get):
            yield f"{lab} {get}"
        case bool() | float():
            yield spell(card.answer)
    for option in card.options:
        yield option.text.pick(lang)
    for item in card.items:
        yield item.pick(lang)
