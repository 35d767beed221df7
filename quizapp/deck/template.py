"""Cards that vary: drawing values and putting them in place of ``{name}``. No deck files here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import islice, product

from quizapp.deck import limits
from quizapp.deck.model import (
    Answer,
    Ask,
    Card,
    Check,
    Formula,
    LocalText,
    Operand,
    Option,
    Scalar,
    Value,
)
from quizapp.deck.scalar import spell

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

Values = Mapping[str, Scalar]


def draw(card: Card, seed: int) -> Card:
    """The card with each ``vary`` value chosen by the seed; one without ``vary`` as it is.

    The same card and seed give the same values on every machine, whatever else the deck holds.
    """
    if not card.vary:
        return card
    return bind(card, {name: _choose(card, name, seed) for name in card.vary})


def combinations(card: Card, limit: int = limits.COMBINATIONS) -> list[Values]:
    """The first ``limit`` combinations of the card's ``vary`` values; ``[{}]`` without any."""
    every = product(*card.vary.values())
    return [dict(zip(card.vary, values, strict=True)) for values in islice(every, limit)]


def bind(card: Card, values: Values) -> Card:
    """The card with ``{name}`` replaced in its texts, answers and knobs; it varies no more.

    A knob that is just ``"{lr}"`` becomes the typed value itself.
    """
    if not values:
        return card
    put = _Put(values)
    return replace(
        card,
        question=put.local(card.question),
        answer=put.answer(card.answer),
        options=tuple(put.option(option) for option in card.options),
        items=tuple(put.local(item) for item in card.items),
        accept=tuple(put.text(text) for text in card.accept),
        unit=put.text(card.unit),
        hint=card.hint and put.local(card.hint),
        why=card.why and put.local(card.why),
        when=card.when and put.check(card.when),
        verify=tuple(put.check(check) for check in card.verify),
        vary={},
    )


def _choose(card: Card, name: str, seed: int) -> Scalar:
    choices = card.vary[name]
    digest = sha256(f"{seed}\n{card.key}\n{name}".encode()).digest()
    return choices[int.from_bytes(digest[:8], "big") % len(choices)]


class _Put:
    """Puts values in place of their names, kind by kind."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._fill: Callable[[re.Match[str]], str] = lambda found: (
            spell(values[found[1]]) if found[1] in values else found[0]
        )

    def text(self, text: str) -> str:
        return PLACEHOLDER.sub(self._fill, text) if "{" in text else text

    def local(self, text: LocalText) -> LocalText:
        return LocalText(tuple((lang, self.text(one)) for lang, one in text.by_lang))

    def value(self, value: Value) -> Value:
        if isinstance(value, str):
            whole = PLACEHOLDER.fullmatch(value)
            if whole is not None and whole[1] in self._values:
                return self._values[whole[1]]
            return self.text(value)
        if isinstance(value, tuple):
            return tuple(self.value(item) for item in value)
        if isinstance(value, Mapping):
            return {name: self.value(item) for name, item in value.items()}
        return value

    def ask(self, ask: Ask) -> Ask:
        knobs = {name: self.value(value) for name, value in ask.knobs.items()}
        return replace(ask, knobs=knobs)

    def operand(self, operand: Operand) -> Operand:
        if isinstance(operand, Formula):
            return Formula(self.text(operand.text))
        return self.ask(operand) if isinstance(operand, Ask) else self.value(operand)

    def check(self, check: Check) -> Check:
        return replace(check, ask=self.ask(check.ask), expected=self.operand(check.expected))

    def option(self, option: Option) -> Option:
        return replace(
            option,
            text=self.local(option.text),
            why=option.why and self.local(option.why),
            when=option.when and self.check(option.when),
        )

    def answer(self, answer: Answer | None) -> Answer | None:
        if isinstance(answer, LocalText):
            return self.local(answer)
        return self.ask(answer) if isinstance(answer, Ask) else answer
