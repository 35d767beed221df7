"""A deck's cards as plain ones, in one language and with nothing to draw or to measure, for files
of other programs. What that loses is told; no format is known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from quizapp.deck.model import Ask, Card, CardType, Deck, LocalText, Source
from quizapp.deck.scalar import spell
from quizapp.deck.template import draw
from quizapp.exchange.model import Loss

Measure = Callable[[Card], float | None]
"""What a card's lab measures as its answer; ``None`` when it cannot be run."""


@dataclass(frozen=True, slots=True)
class PlainOption:
    right: bool
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PlainCard:
    """A card's texts. ``answer`` is what a person would write; other fields are as in a deck."""

    id: str
    type: CardType
    question: str
    answer: str = ""
    options: tuple[PlainOption, ...] = ()
    items: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    tol: str = ""
    unit: str = ""
    hint: str = ""
    why: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    unproven: str = ""


def plain_cards(
    decks: Sequence[Deck], lang: str, measure: Measure
) -> tuple[list[PlainCard], list[Loss]]:
    """All cards of the decks, and what they lost. One whose answer cannot be measured stays out.

    Ids stay as they are when there is one deck; of several, each has its deck's name before it.
    """
    cards: list[PlainCard] = []
    losses: list[Loss] = []
    for deck in decks:
        before = f"{deck.name}." if len(decks) > 1 else ""
        lost: Counter[tuple[str, str, str]] = Counter()
        for card in deck.cards:
            drawn = draw(card, 0)
            if isinstance(drawn.answer, Ask):
                measured = measure(drawn)
                drawn = replace(drawn, answer=None if measured is None else _rounded(measured))
            if drawn.type is CardType.NUMBER and drawn.answer is None:
                what = "an answer that a lab measures, which could not be run"
                losses.append(Loss("card", what, "the card is left out", card.key))
                continue
            lost.update(_lost(card, lang))
            cards.append(_plain(drawn, before + card.key.partition("/")[2], lang))
        losses += [
            Loss(kind, f"{what} of {number} card{'s' if number > 1 else ''}", done, deck.name)
            for (kind, what, done), number in lost.items()
        ]
    return cards, losses


def _rounded(measured: float) -> float:
    """Without the digits that are float32's noise."""
    return float(f"{measured:.6g}")


def _plain(card: Card, id: str, lang: str) -> PlainCard:
    def said(text: LocalText | None) -> str:
        return "" if text is None else text.pick(lang)

    answer = card.answer
    return PlainCard(
        id=id,
        type=card.type,
        question=said(card.question),
        answer=spell(answer) if isinstance(answer, (bool, float)) else _text(answer, lang),
        options=tuple(
            PlainOption(one.right, said(one.text), said(one.why)) for one in card.options
        ),
        items=tuple(map(said, card.items)),
        accept=card.accept,
        tol="" if card.tol is None else spell(card.tol),
        unit=card.unit,
        hint=said(card.hint),
        why=said(card.why),
        tags=card.tags,
        source="" if card.source is None else _cited(card.source),
        unproven=card.unproven,
    )


def _text(answer: object, lang: str) -> str:
    return answer.pick(lang) if isinstance(answer, LocalText) else ""


def _cited(source: Source) -> str:
    at = f", {source.at}" if source.at else ""
    url = f" ({source.url})" if source.url else ""
    return f"{source.cite}{at}{url}"


def _lost(card: Card, lang: str) -> Iterator[tuple[str, str, str]]:
    """What does not go along of a card: its kind, what it is, and what is done instead."""
    if isinstance(card.answer, Ask):
        yield "check", "the lab that measures the answer", "its number is written"
    if card.vary:
        yield "vary", "the values that vary", "one of each is asked"
    if card.verify or card.when or any(option.when for option in card.options):
        yield "check", "the checks", "left out"
    others = {code for code, _ in card.question.by_lang if code} - {_picked(card.question, lang)}
    if others:
        yield "language", f"the texts in {', '.join(sorted(others))}", "left out"


def _picked(text: LocalText, lang: str) -> str:
    """The language whose text ``pick`` takes."""
    codes = [code for code, _ in text.by_lang]
    return next((code for code in (lang, "en", "") if code in codes), codes[0] if codes else "")
