"""Decks and cards to JSON rows and back, for the cache. The rows are private to this file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizapp.deck.model import (
    Ask,
    Card,
    CardKey,
    CardType,
    Check,
    Deck,
    Formula,
    LabSpec,
    LocalText,
    Option,
    Position,
    Source,
)


class Places:
    """Positions as ``[file, line, column]``, the file by its place in the deck's list."""

    def __init__(self, root: Path, files: Sequence[str]) -> None:
        self.files = [root / name for name in files]
        self._numbers = {path: number for number, path in enumerate(self.files)}

    def pack(self, where: Position | None) -> Any:
        if where is None:
            return None
        return [self._numbers[where.path], where.line, where.column]

    def unpack(self, row: Any) -> Position | None:
        return None if row is None else Position(self.files[row[0]], row[1], row[2])


def pack_card(card: Card, places: Places) -> Any:
    """A card as JSON data; ``unpack_card`` gives back an equal card."""
    return [
        card.key,
        card.type.value,
        card.question.by_lang,
        places.pack(card.where),
        _pack_answer(card.answer, places),
        [_pack_option(option, places) for option in card.options],
        [item.by_lang for item in card.items],
        card.accept,
        card.tol,
        card.unit,
        card.hint and card.hint.by_lang,
        card.why and card.why.by_lang,
        card.tags,
        card.source and [card.source.cite, card.source.at, card.source.url],
        card.vary,
        card.when and _pack_check(card.when, places),
        [_pack_check(check, places) for check in card.verify],
        card.unproven,
        card.was,
    ]


def unpack_card(row: Any, places: Places) -> Card:
    key, kind, question, where, answer, options, items, accept, tol, unit, *more = row
    hint, why, tags, source, vary, when, verify, unproven, was = more
    position = places.unpack(where)
    if position is None:
        raise ValueError("a card is always somewhere")
    return Card(
        key=CardKey(key),
        type=CardType(kind),
        question=_text(question),
        where=position,
        answer=_unpack_answer(answer, places),
        options=tuple(_unpack_option(option, places) for option in options),
        items=tuple(_text(item) for item in items),
        accept=tuple(accept),
        tol=tol,
        unit=unit,
        hint=hint and _text(hint),
        why=why and _text(why),
        tags=tuple(tags),
        source=source and Source(*source),
        vary={name: tuple(values) for name, values in vary.items()},
        when=when and _unpack_check(when, places),
        verify=tuple(_unpack_check(check, places) for check in verify),
        unproven=unproven,
        was=tuple(was),
    )


def pack_deck(deck: Deck, places: Places) -> Any:
    """A deck's head, without its cards."""
    labs = [
        [lab.name, lab.kind, lab.settings, lab.run, places.pack(lab.where)]
        for lab in deck.labs.values()
    ]
    sources = {name: [one.cite, one.at, one.url] for name, one in deck.sources.items()}
    about = deck.about and deck.about.by_lang
    place = places.files.index(deck.path)
    return [deck.name, deck.title.by_lang, place, labs, sources, deck.license, about]


def unpack_deck(row: Any, places: Places, cards: Sequence[Card], digest: str) -> Deck:
    name, title, place, labs, sources, license, about = row
    specs = [
        LabSpec(lab, kind, _frozen(settings), run, places.unpack(where))
        for lab, kind, settings, run, where in labs
    ]
    return Deck(
        name=name,
        title=_text(title),
        path=places.files[place],
        cards=cards,
        labs={spec.name: spec for spec in specs},
        sources={known: Source(*one) for known, one in sources.items()},
        license=license,
        files=tuple(places.files),
        digest=digest,
        about=about and _text(about),
    )


def _text(row: Any) -> LocalText:
    return LocalText(tuple((lang, text) for lang, text in row))


def _frozen(value: Any) -> Any:
    """JSON's lists as the tuples that the model has."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return value


def _pack_ask(ask: Ask, places: Places) -> Any:
    return [ask.lab, ask.get, ask.knobs, ask.at, ask.absolute, places.pack(ask.where)]


def _unpack_ask(row: Any, places: Places) -> Ask:
    lab, get, knobs, at, absolute, where = row
    return Ask(lab, get, _frozen(knobs), at, absolute, places.unpack(where))


def _pack_check(check: Check, places: Places) -> Any:
    expected = check.expected
    compared: list[object] = ["", expected]
    if isinstance(expected, Ask):
        compared = ["ask", _pack_ask(expected, places)]
    elif isinstance(expected, Formula):
        compared = ["formula", expected.text]
    ask = _pack_ask(check.ask, places)
    return [ask, check.op, compared, check.factor, check.tol, check.within]


def _unpack_check(row: Any, places: Places) -> Check:
    ask, op, (what, expected), factor, tol, within = row
    operand = _frozen(expected)
    if what == "ask":
        operand = _unpack_ask(expected, places)
    elif what == "formula":
        operand = Formula(expected)
    return Check(_unpack_ask(ask, places), op, operand, factor, tol, within)


def _pack_option(option: Option, places: Places) -> Any:
    when = option.when and _pack_check(option.when, places)
    why = option.why and option.why.by_lang
    return [option.right, option.text.by_lang, why, when, places.pack(option.where)]


def _unpack_option(row: Any, places: Places) -> Option:
    right, text, why, when, where = row
    check = when and _unpack_check(when, places)
    return Option(right, _text(text), why and _text(why), check, places.unpack(where))


def _pack_answer(answer: Any, places: Places) -> Any:
    if isinstance(answer, LocalText):
        return {"text": answer.by_lang}
    return {"ask": _pack_ask(answer, places)} if isinstance(answer, Ask) else answer


def _unpack_answer(row: Any, places: Places) -> Any:
    if not isinstance(row, dict):
        return row
    return _text(row["text"]) if "text" in row else _unpack_ask(row["ask"], places)
