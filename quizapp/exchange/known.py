"""Which cards in transit a deck has already, and what of them reads otherwise there. No files."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from quizapp.deck.alike import STRANGE, likeness
from quizapp.deck.cards import folded
from quizapp.deck.face import Face, compared, face_of
from quizapp.deck.model import Ask, Card, CardKey, Deck, LocalText, Option
from quizapp.deck.scalar import spell
from quizapp.exchange.ids import legal_id
from quizapp.exchange.model import Carried, Data

Said = tuple[str, tuple[str, ...]]
"""What a card asks and what answers it, folded, in one language."""


class Met(NamedTuple):
    """A card in transit that the deck has; ``differs`` are the keys that it has otherwise."""

    card: Card
    carried: Carried
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The cards of a deck, to be found again.

    ``names`` has them by the ids that they have or had in it, folded, also those that other decks
    have now; ``exact`` by the same, letter by letter, as guids are; ``before`` by the ids that
    they had in decks that they came from. ``said`` has them by what they say, and ``asked`` by
    what they ask.
    """

    names: Mapping[str, Card] = field(default_factory=dict)
    exact: Mapping[str, Card] = field(default_factory=dict)
    before: Mapping[str, Card] = field(default_factory=dict)
    said: Mapping[Said, Card] = field(default_factory=dict)
    asked: Mapping[str, Sequence[Card]] = field(default_factory=dict)

    @classmethod
    def of(cls, deck: Deck, called: Iterable[str], elsewhere: Iterable[Card] = ()) -> Known:
        """What is known of a deck.

        Args:
            deck: the deck.
            called: the names that it has or had.
            elsewhere: cards of other decks that may have been in it.
        """
        own = frozenset(called)
        here: dict[str, Card] = {}
        before: dict[str, Card] = {}
        said: dict[Said, Card] = {}
        asked: dict[str, list[Card]] = {}
        for card in (*deck.cards, *elsewhere):
            for name, id in (key.split("/", 1) for key in (card.key, *card.was)):
                (here if name in own else before).setdefault(id, card)
            for one in _said_by(card):
                said.setdefault(one, card)
        for card in deck.cards:
            for question in {_fold(text) for _, text in card.question.by_lang}:
                asked.setdefault(question, []).append(card)
        names = {folded(id): card for id, card in here.items()}
        return cls(names, here, before, said, asked)

    def find(self, carried: Carried) -> Card | None:
        """The card that one in transit is: by the source's name for it, or by all it says."""
        name = own_name(carried)
        here = self.exact.get(name) if carried.guid else self.names.get(folded(name))
        if name and here is not None:
            return here
        # Another deck may have meant another card by such a name.
        moved = self.before.get(name)
        if moved is not None and _alike(moved, carried.data):
            return moved
        return self.said.get(said_in(carried.data))


def fixed_id(carried: Carried) -> str:
    """The id that a card brings along, if it does."""
    if carried.data.get("id"):
        return str(carried.data["id"])
    return legal_id(carried.own_id) if carried.own_id else ""


def own_name(carried: Carried) -> str:
    """What the source calls the card for ever, as the id or in ``was``; nothing if it does not."""
    return legal_id(carried.guid) if carried.guid else fixed_id(carried)


def asked_in(data: Data) -> str:
    """What a card asks, in the first of its languages."""
    text = data.get("q", data.get("text", ""))
    return str(next(iter(text.values()), "")) if isinstance(text, Mapping) else str(text)


def face_in(data: Data) -> Face:
    """What a card will look like, as far as it can be compared."""
    answer = data.get("answer", "")
    parts = [asked_in(data), answer if isinstance(answer, str) else spell(answer)]
    parts += [option.get("right", option.get("wrong", "")) for option in data.get("options", ())]
    parts += data.get("items", ())
    return Face(CardKey(""), data["type"], asked_in(data), (("", compared(parts)),), "")


def _alike(card: Card, data: Data) -> bool:
    return likeness(face_of(card, card.where.path), face_in(data)) >= STRANGE


def said_in(data: Data) -> Said:
    """What a card in transit says."""
    options = [
        _option("right" in option, option.get("right", option.get("wrong", "")))
        for option in data.get("options", ())
    ]
    items = [_fold(str(item)) for item in data.get("items", ())]
    answer = [_value(data["answer"])] if "answer" in data else []
    return _fold(asked_in(data)), (*answer, *sorted(options), *items)


def question_of(data: Data) -> str:
    """What a card in transit asks, as ``Known.asked`` has it."""
    return _fold(asked_in(data))


def _said_by(card: Card) -> Iterator[Said]:
    """What a card of a deck says, in each language."""
    for lang, question in card.question.by_lang:
        answer = card.answer
        if isinstance(answer, LocalText):
            answers = [_fold(answer.pick(lang))]
        else:
            answers = [] if answer is None or isinstance(answer, Ask) else [_value(answer)]
        options = sorted(_option(one.right, one.text.pick(lang)) for one in card.options)
        items = [_fold(item.pick(lang)) for item in card.items]
        yield _fold(question), (*answers, *options, *items)


def _option(right: bool, text: str) -> str:
    return f"{'+' if right else '-'} {_fold(text)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return spell(value)
    return spell(float(value)) if isinstance(value, (int, float)) else _fold(str(value))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def differences(card: Card, data: Data) -> tuple[str, ...]:
    """The keys that a card in transit has otherwise than the deck; what only the deck has, such as
    checks, tags, and an answer that a lab gives, is no difference.
    """
    found = [] if _says(card.question, asked_in(data)) else ["q" if "q" in data else "text"]
    if "answer" in data and not _answers(card, data["answer"]):
        found.append("answer")
    if data["type"] == card.type.value:
        found += [key for key, same in _parts(card, data).items() if key in data and not same]
    for key, text in (("hint", card.hint), ("why", card.why)):
        if data.get(key) and not (text is not None and _says(text, data[key])):
            found.append(key)
    return tuple(found)


def _answers(card: Card, answer: object) -> bool:
    """Whether it is the card's answer, as far as the two can be compared."""
    if isinstance(card.answer, LocalText):
        return _says(card.answer, answer if isinstance(answer, str) else _value(answer))
    if isinstance(card.answer, (bool, float)) and not card.vary and not isinstance(answer, str):
        return card.answer == answer
    return True


def _parts(card: Card, data: Data) -> dict[str, bool]:
    """Whether the parts that a card of this type has are the same."""
    options = data.get("options", ())
    items = data.get("items", ())
    return {
        "options": len(options) == len(card.options)
        and all(map(_same_option, card.options, options)),
        "items": len(items) == len(card.items) and all(map(_says, card.items, items)),
        "accept": set(card.accept) == set(data.get("accept", ())),
        "tol": card.tol == data.get("tol"),
        "unit": card.unit == data.get("unit"),
    }


def _same_option(option: Option, data: Mapping[str, str]) -> bool:
    """Whether it says the same, and is right or wrong alike; a reason may have come here alone."""
    why = data.get("why", "")
    text = data.get("right" if option.right else "wrong")
    return (
        text is not None
        and _says(option.text, text)
        and (not why or (option.why is not None and _says(option.why, why)))
    )


def _says(text: LocalText, said: str) -> bool:
    return _fold(said) in {_fold(one) for _, one in text.by_lang}
