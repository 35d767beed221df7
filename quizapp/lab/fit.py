"""Whether a check's operator fits what it measures and is compared with: kinds, units, formulas,
mutants. Runs nothing; where things stand in a file is ``lint``'s to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizapp.deck.model import Ask, Card, CardType, Check, Deck, Formula, LocalText, Value
from quizapp.errors import QuizError
from quizapp.lab import closed_form, declarative, judge, knobs
from quizapp.lab.asked import every_knob, unit_of
from quizapp.lab.beside import Labs
from quizapp.lab.formula import FormulaError
from quizapp.text import quantity

_KEYED = (CardType.NUMBER, CardType.TYPED, CardType.TRUTH, CardType.QA)
"""Types of card with an answer."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a check cannot be judged; ``keys`` lead from the check to what is wrong in it."""

    message: str
    help: str
    keys: tuple[str, ...] = ()


def misfits(check: Check, card: Card, deck: Deck, labs: Labs) -> Iterator[Misfit]:
    """What keeps a check from being judged. Its lab, knobs and measurement are looked at before."""
    if check.op == "is_answer" and not _has_one_answer(card):
        message = f"a {card.type} card has no single answer to compare with"
        yield Misfit(message, "write equals, approx, ratio, less, greater, …")
    if check.op in ("less", "greater") and not _may_be_number(check.expected):
        yield Misfit(f"{check.op} needs a number", "such as less: 0.5")
    yield from _direction(check, deck)
    yield from _family(check, deck, labs)
    if _is_known(check.ask, deck, labs):
        yield from _formula(check, deck, labs)
        yield from _units(check, card, deck, labs)
        yield from _kind(check, deck)


def answer_misfits(ask: Ask, card: Card, deck: Deck, labs: Labs) -> Iterator[Misfit]:
    """Whether a live answer is in the unit that the card names: learners are compared with it."""
    unit = unit_of(ask, deck, labs)
    if unit and card.unit and card.unit in quantity.UNITS and card.unit != unit:
        message = f"the lab measures in {unit}, and the card's unit is {card.unit}"
        yield Misfit(message, f"unit: {unit}", ("get",))


def _is_known(ask: Ask, deck: Deck, labs: Labs) -> bool:
    spec = deck.labs.get(ask.lab)
    return (spec is not None and spec.kind == "optimizer") or (
        (spec.run if spec is not None else ask.lab) in labs
    )


def _may_be_number(operand: object) -> bool:
    if isinstance(operand, str):
        return quantity.read(operand) is not None
    return isinstance(operand, (int, float, Ask, Formula))


def _direction(check: Check, deck: Deck) -> Iterator[Misfit]:
    """Whether there is something that can go up or down."""
    if check.op != "monotone":
        return
    if check.ask.at is not None:
        yield Misfit("'monotone' of a single element", "leave 'at' out", ("at",))
    spec = deck.labs.get(check.ask.lab)
    if spec is None or spec.kind != "optimizer" or declarative.is_series(check.ask.get):
        return
    settings = {**spec.settings, **check.ask.knobs}
    if isinstance(_sample(check.ask.get, settings, None), (float, str)):
        series = ", ".join(declarative.SERIES)
        message = f"{check.ask.get} is one value: it goes neither up nor down"
        yield Misfit(message, f"the series are {series}", ("get",))


def _family(check: Check, deck: Deck, labs: Labs) -> Iterator[Misfit]:
    """Whether the mutant, or torch, can stand beside the lab."""
    spec = deck.labs.get(check.ask.lab)
    settings = spec.settings if spec is not None else {}
    if check.op == "same-as-torch" and settings.get("mutant", "none") not in ("", "none"):
        message = f"lab {check.ask.lab!r} is a mutant, which torch does not have"
        yield Misfit(message, "name a lab without a mutant; `with` may bring one", ("lab",))
    if check.op != "differs-from-mutant" or not isinstance(check.expected, Ask):
        return
    if spec is not None and spec.kind == "optimizer":
        for fault in declarative.faults({**settings, **check.expected.knobs}):
            if fault.setting == "mutant":
                yield Misfit(fault.message, fault.help, (check.op,))
        return
    info = labs.get(spec.run if spec is not None else check.ask.lab)
    try:
        if info is not None:
            knobs.check(info, "mutant", check.expected.knobs["mutant"])
    except QuizError as error:
        yield Misfit(error.message, error.remedy, (check.op,))


def _formula(check: Check, deck: Deck, labs: Labs) -> Iterator[Misfit]:
    if not isinstance(check.expected, Formula):
        return
    keys = ("ratio", "of", "formula") if check.op == "ratio" else (check.op, "formula")
    try:
        closed_form.solve(check.expected.text, every_knob(check.ask, deck, labs))
    except FormulaError as error:
        place = f" (character {error.offset + 1})"
        yield Misfit(error.message + place, "a formula such as lr * 2 * start", keys)


def _units(check: Check, card: Card, deck: Deck, labs: Labs) -> Iterator[Misfit]:
    """Whether every unit is one of the measurement's kind."""
    unit = unit_of(check.ask, deck, labs)
    operand = check.expected if isinstance(check.expected, tuple) else (check.expected,)
    numeric = check.op in ("approx", "less", "greater", "between") or (
        check.op == "equals" and unit
    )
    written = [(item, check.op) for item in operand if numeric]
    for value, key in (*written, (check.within, "within")):
        yield from _misfit_of(value, unit, (key,))
    has_unit = card.unit in quantity.UNITS and card.unit and card.unit != unit and unit
    if check.op == "is_answer" and card.type is CardType.NUMBER and has_unit:
        yield from _misfit_of(f"1 {card.unit}", unit, ("get",))


def _misfit_of(value: object, unit: str, keys: tuple[str, ...]) -> Iterator[Misfit]:
    found = quantity.read(value) if isinstance(value, str) else None
    try:
        if found is not None:
            quantity.convert(found, unit)
    except quantity.UnitError as error:
        known = quantity.like(unit)
        yield Misfit(str(error), f"write it in {known}" if unit else "write the bare number", keys)


def _kind(check: Check, deck: Deck) -> Iterator[Misfit]:
    """Whether an optimizer lab's measurement can be what is expected: a text is never a number."""
    spec = deck.labs.get(check.ask.lab)
    if spec is None or spec.kind != "optimizer" or check.op != "equals":
        return
    settings = {**spec.settings, **check.ask.knobs}
    sample, expected = _sample(check.ask.get, settings, check.ask.at), check.expected
    if isinstance(expected, (Ask, Formula)) or sample is None:
        return
    if isinstance(expected, str) and quantity.read(expected) is not None:
        expected = 1.0
    if not judge.comparable(sample, expected):
        wanted = f"{judge.show(expected)} is {judge.kind(expected)}"
        message = f"{check.ask.get} is {judge.kind(sample)}, {wanted}: they are never equal"
        yield Misfit(message, "compare like with like")


def _sample(measure: str, settings: Mapping[str, Value], at: int | None) -> object:
    """A value of the kind that a measurement has; None where the settings do not tell."""
    if measure == "raised":
        return "a text"
    if measure == "state.keys":
        return ["a text"] if at is None else "a text"
    if measure not in declarative.MEASURES:
        return None
    start = settings.get("start", 1.0)
    size = len(start) if isinstance(start, tuple) else 1
    return [1.0] * size if measure.startswith("x.") and size > 1 and at is None else 1.0


def _has_one_answer(card: Card) -> bool:
    if card.answer is None and card.type in _KEYED:
        return True  # it has one that cannot be read, which is reported already
    if card.type in (CardType.ORDER, CardType.CLOZE):
        return True
    return card.type in _KEYED and isinstance(card.answer, (LocalText, bool, int, float))
