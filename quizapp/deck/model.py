"""What a deck is made of, as frozen values. No parsing, no rendering, no torch, no yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NewType

CardKey = NewType("CardKey", str)
"""``deck/id``: the lasting name of a card."""

Scalar = str | int | float | bool
"""A typed plain value from a deck (typed by the schema, never guessed by YAML)."""

Value = Scalar | tuple["Value", ...] | Mapping[str, "Value"]
"""A scalar, a list or a map of them: knob values, expected measurements."""


class CardType(StrEnum):
    QA = "qa"
    CLOZE = "cloze"
    CHOICE = "choice"
    CHOICES = "choices"
    TRUTH = "truth"
    ORDER = "order"
    TYPED = "typed"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class LocalText:
    """Text in one or more languages. ``("", text)`` is text that serves every language."""

    by_lang: tuple[tuple[str, str], ...]

    def pick(self, lang: str) -> str:
        """The text in ``lang``, else in English, else the first there is."""
        for wanted in (lang, "en", ""):
            for code, text in self.by_lang:
                if code == wanted:
                    return text
        return self.by_lang[0][1] if self.by_lang else ""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a deck file; line and column count from 1."""

    path: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Ask:
    """What to measure: a lab, its knobs, one measurement.

    ``lab`` names a lab of the deck, or a code lab. ``knobs`` overrides the lab's own (YAML
    ``with:``). ``get`` is the measurement's name; ``at`` picks one element of a list measurement;
    ``absolute`` takes the absolute value.
    """

    lab: str
    get: str
    knobs: Mapping[str, Value] = field(default_factory=dict)
    at: int | None = None
    absolute: bool = False
    where: Position | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A closed form over the knobs that a check's lab runs with, such as ``lr * 2 * start``."""

    text: str


Operand = Value | Ask | Formula
"""What a measurement is compared with: a plain value, another measurement, or a closed form.

A number with a unit, ``3 ms``, is the text that it is until it meets the measurement's unit.
"""


@dataclass(frozen=True, slots=True)
class Check:
    """An ``Ask`` and what its outcome must be.

    ``op`` is one of ``equals approx ratio less greater between monotone contains raises
    same-as-torch differs-from-mutant is_answer``.
    ``expected`` is the operand. The word ``base`` in YAML becomes the ``Ask`` for the same
    measurement with the lab's own knobs. For ``ratio`` it is the denominator and ``factor`` the
    quotient to find; for ``between`` it is ``(low, high)``; for ``raises`` the text that
    ``Type: message`` must contain; for ``same-as-torch`` whether it must be so; for
    ``differs-from-mutant`` the ``Ask`` for the same with the mutant; for ``is_answer`` (no operator
    written) unused: the measurement must be the card's keyed answer. ``tol`` is relative (``1%``
    is 0.01), ``within`` absolute, perhaps with a unit; without both, the operator's default holds.
    """

    ask: Ask
    op: str
    expected: Operand = ""
    factor: float | None = None
    tol: float | None = None
    within: float | str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice question, and the reason it is right or wrong, if one is known."""

    right: bool
    text: LocalText
    why: LocalText | None
    when: Check | None = None
    where: Position | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a citation, and the place in it."""

    cite: str
    at: str = ""
    url: str = ""


Answer = LocalText | bool | float | Ask
"""qa and typed: text; truth: bool; number: float, or an ``Ask`` computed live."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to remember. Fields that a type does not use stay at their defaults.

    ``question`` is the prompt (of a cloze: the text with its ``{{c1::…}}`` gaps). ``items`` are
    an order card's steps in the right order. ``vary`` maps a name to the values drawn anew at
    each review; ``{name}`` in texts and knobs stands for the drawn one. ``when`` (truth cards) is
    the statement as an experiment: it must hold exactly if the answer is true. ``verify`` are
    checks that must all hold; ``unproven`` says why a card has none.
    """

    key: CardKey
    type: CardType
    question: LocalText
    where: Position
    answer: Answer | None = None
    options: tuple[Option, ...] = ()
    items: tuple[LocalText, ...] = ()
    accept: tuple[str, ...] = ()
    tol: float | None = None
    unit: str = ""
    hint: LocalText | None = None
    why: LocalText | None = None
    tags: tuple[str, ...] = ()
    source: Source | None = None
    vary: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    when: Check | None = None
    verify: tuple[Check, ...] = ()
    unproven: str = ""
    was: tuple[CardKey, ...] = ()

    @property
    def deck(self) -> str:
        return self.key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class LabSpec:
    """A lab of a deck. ``kind`` is ``optimizer`` (declarative) or ``code`` (a file in ``labs/``).

    ``settings`` are the declared knobs: for ``optimizer`` opt, lr, …, start, loss, steps; for
    ``code`` the values that override the code lab's defaults, ``run`` naming the code lab.
    """

    name: str
    kind: str
    settings: Mapping[str, Value]
    run: str = ""
    where: Position | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck with everything it includes. ``cards`` is a ``lazy.Cards``, filled as it is read."""

    name: str
    title: LocalText
    path: Path
    cards: Sequence[Card]
    labs: Mapping[str, LabSpec]
    sources: Mapping[str, Source] = field(default_factory=dict)
    license: str = ""
    files: tuple[Path, ...] = ()
    digest: str = ""
    about: LocalText | None = None
