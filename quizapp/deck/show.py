"""Decks as plain data and as text to read, for commands. Asks nothing, hides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.deck.cloze import gaps
from quizapp.deck.model import Ask, Card, CardType, Deck
from quizapp.deck.scalar import spell
from quizapp.text.clean import clean
from quizapp.text.math import to_unicode

_INDENT = "    "


def as_data(decks: Sequence[Deck], lang: str) -> dict[str, object]:
    """``{"n": …, "cards": […]}``, ready for JSON, texts as the deck has them."""
    cards = [card_data(card, lang) for deck in decks for card in deck.cards]
    return {"n": len(cards), "cards": cards}


def card_data(card: Card, lang: str) -> dict[str, object]:
    """One card. ``a`` is a text, a list of texts, a truth value, a number or a measurement."""
    data: dict[str, object] = {
        "id": card.key,
        "type": card.type.value,
        "q": card.question.pick(lang),
        "a": _answer(card, lang),
        "options": [
            {"text": one.text.pick(lang), "right": one.right, "why": one.why and one.why.pick(lang)}
            for one in card.options
        ],
        "tags": list(card.tags),
        "path": str(card.where.path),
        "line": card.where.line,
    }
    for name, text in (("hint", card.hint), ("why", card.why)):
        if text is not None:
            data[name] = text.pick(lang)
    if card.accept:
        data["accept"] = list(card.accept)
    if card.tol is not None:
        data["tol"] = card.tol
    if card.unit:
        data["unit"] = card.unit
    if card.source is not None:
        data["source"] = {"cite": card.source.cite, "at": card.source.at, "url": card.source.url}
    if card.vary:
        data["vary"] = {name: list(values) for name, values in card.vary.items()}
    return data


def as_text(deck: Deck, lang: str) -> str:
    """The deck to read, card by card, with answers."""
    count = "1 card" if len(deck.cards) == 1 else f"{len(deck.cards)} cards"
    head = f"{_shown(deck.title.pick(lang))}  ({deck.name}, {count})"
    blocks = ["\n".join(_card_lines(card, lang)) for card in deck.cards]
    return "\n\n".join([head, *blocks])


def _answer(card: Card, lang: str) -> object:
    if card.type is CardType.CLOZE:
        segments = gaps(card.question.pick(lang))
        return [segment.text for segment in segments if segment.gap is not None]
    if card.type is CardType.ORDER:
        return [item.pick(lang) for item in card.items]
    if card.type in (CardType.CHOICE, CardType.CHOICES):
        right = [one.text.pick(lang) for one in card.options if one.right]
        return right[0] if card.type is CardType.CHOICE else right
    answer = card.answer
    if isinstance(answer, Ask):
        return {
            "lab": answer.lab,
            "with": dict(answer.knobs),
            "get": answer.get,
            "at": answer.at,
            "abs": answer.absolute,
        }
    return answer if answer is None or isinstance(answer, (bool, float)) else answer.pick(lang)


def _card_lines(card: Card, lang: str) -> Iterator[str]:
    yield f"{card.key}  [{card.type}]"
    yield _block("Q", card.question.pick(lang))
    for option in card.options:
        yield _block("✓" if option.right else "✗", option.text.pick(lang))
        if option.why is not None:
            yield _block(" ", f"({option.why.pick(lang)})")
    if not card.options and card.type is not CardType.CLOZE:
        yield _block("A", _answer_text(card, lang))
    for name, values in card.vary.items():
        yield _block(" ", f"{{{name}}} is one of {', '.join(map(spell, values))}")
    if card.why is not None:
        yield _block(" ", card.why.pick(lang))
    if card.source is not None:
        place = f", {card.source.at}" if card.source.at else ""
        yield _block("—", card.source.cite + place)


def _answer_text(card: Card, lang: str) -> str:
    answer = card.answer
    if card.type is CardType.ORDER:
        return " → ".join(item.pick(lang) for item in card.items)
    if isinstance(answer, Ask):
        what = f"|{answer.get}|" if answer.absolute else answer.get
        part = "" if answer.at is None else f"[{answer.at}]"
        return f"what lab {answer.lab} measures: {what}{part}"
    if isinstance(answer, (bool, float)):
        return f"{spell(answer)} {card.unit}".rstrip()
    also = f" (also: {', '.join(card.accept)})" if card.accept else ""
    return "" if answer is None else answer.pick(lang) + also


def _block(mark: str, text: str) -> str:
    first, *rest = _shown(text).split("\n")
    return "\n".join([f"  {mark} {first}", *((_INDENT + line).rstrip() for line in rest)])


def _shown(text: str) -> str:
    return clean(to_unicode(text))
