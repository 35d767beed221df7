"""What runs measured for a check, and what that is compared with: units, formulas, torch. Pure.

No verdict is given here; ``judge`` has the operators.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from quizapp.deck.model import Ask, Card, CardType, Check, Deck, Formula
from quizapp.lab import closed_form, judge
from quizapp.lab.asked import every_knob, unit_of
from quizapp.lab.beside import Labs
from quizapp.lab.claims import without_mutant
from quizapp.lab.formula import FormulaError
from quizapp.lab.model import Measured, Outcome, Verdict
from quizapp.text import quantity

ABSENT = "absent"
"""What ``x.state.<name>`` measures when the optimizer keeps no such thing."""

OutcomeOf = Callable[[Ask], Outcome]


class NoValueError(Exception):
    """A run gave no such measurement; ``verdict`` is ERROR or SKIPPED."""

    def __init__(self, reason: str, verdict: Verdict = Verdict.ERROR) -> None:
        super().__init__(reason)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """A check when its runs are done: in plain numbers of the measurement's ``unit``."""

    check: Check
    card: Card
    measured: Measured
    operand: object
    unit: str


def value(outcome: Outcome, ask: Ask, check: Check | None = None) -> Measured:
    """The measurement, or the values of the series, that an ``Ask`` wants of an outcome.

    Args:
        check: that it is for: some look at series first, or at runs that differ from torch's.

    Raises:
        NoValueError: the run died, was skipped, disagrees with torch, or measured no such thing.
    """
    op = check.op if check is not None else ""
    if outcome.verdict in (Verdict.ERROR, Verdict.SKIPPED):
        raise NoValueError(outcome.reason, outcome.verdict)
    if outcome.verdict is Verdict.FAILS and op != "same-as-torch":
        raise NoValueError(outcome.reason or "our optimizer and torch's differ")
    name = ask.get or "raised"
    curves = {series: [y for _, y in points] for series, points in outcome.series.items()}
    known = {**outcome.measures, **curves} if op == "monotone" else {**curves, **outcome.measures}
    if name not in known:
        if outcome.measures.get("raised"):
            raise NoValueError(f"the run raised {outcome.measures['raised']}")
        if name.startswith("x.state."):
            return ABSENT
        raise NoValueError(f"it measures no {name!r} (but {', '.join(outcome.measures)})")
    try:
        return judge.pick(known[name], ask.at, ask.absolute)  # type: ignore[arg-type]
    except ValueError as error:
        raise NoValueError(f"{name}: {error}") from error


def compared(check: Check, card: Card, deck: Deck, labs: Labs, outcome_of: OutcomeOf) -> Compared:
    """A check with its measurement, its operand resolved, and all of it in one unit.

    Raises:
        NoValueError: a run gave no value, or a unit or formula cannot be used.
        QuizError: there is no such lab or knob.
    """
    measured = value(outcome_of(check.ask), check.ask, check)
    unit = unit_of(check.ask, deck, labs)
    try:
        operand = _operand(check, deck, labs, outcome_of)
        check = replace(check, within=_plain(check.within, unit))  # type: ignore[arg-type]
        operand = _of_unit(operand, measured, unit)
        return Compared(check, _in_unit(card, unit), measured, operand, unit)
    except quantity.UnitError as error:
        raise NoValueError(str(error)) from error
    except FormulaError as error:
        raise NoValueError(f"the formula {_text(check)!r}: {error.message}") from error


def _operand(check: Check, deck: Deck, labs: Labs, outcome_of: OutcomeOf) -> object:
    expected = check.expected
    if isinstance(expected, Ask):
        return _converted(value(outcome_of(expected), expected, check), expected, check, deck, labs)
    if isinstance(expected, Formula):
        return closed_form.solve(expected.text, every_knob(check.ask, deck, labs))
    if check.op == "same-as-torch":
        return torchs(outcome_of(without_mutant(check.ask)), check)
    return expected


def torchs(outcome: Outcome, check: Check) -> Measured:
    """What torch's own run measured.

    Raises:
        NoValueError: torch took no part in the run, or as ``value``.
    """
    ask = without_mutant(check.ask)
    if outcome.agrees is None and outcome.verdict not in (Verdict.ERROR, Verdict.SKIPPED):
        raise NoValueError(f"torch took no part: {outcome.reason or 'the lab runs without it'}")
    name = ask.get or "raised"
    if name not in outcome.theirs:
        return value(outcome, ask, check)
    return value(replace(outcome, measures={name: outcome.theirs[name]}), ask, check)


def _converted(found: Measured, ask: Ask, check: Check, deck: Deck, labs: Labs) -> Measured:
    """Another lab's measurement in the unit of the check's own, where both have one."""
    theirs, ours = unit_of(ask, deck, labs), unit_of(check.ask, deck, labs)
    if not theirs or not ours or theirs == ours:
        return found
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return found
    return quantity.convert(quantity.Quantity(found, theirs), ours)


def _of_unit(operand: object, measured: Measured, unit: str) -> object:
    """A plain operand as a number of the measurement's unit; beside texts it is a text itself."""
    sample = measured[0] if isinstance(measured, list) and measured else measured
    if isinstance(sample, (str, list)):
        return operand
    if isinstance(operand, tuple):
        return tuple(_plain(item, unit) for item in operand)
    return _plain(operand, unit)


def _plain(written: object, unit: str) -> object:
    found = quantity.read(written) if isinstance(written, str) else None
    return written if found is None else quantity.convert(found, unit)


def _in_unit(card: Card, unit: str) -> Card:
    """The card with its keyed number in the measurement's unit, where it names another one."""
    keyed = card.answer
    if card.type is not CardType.NUMBER or isinstance(keyed, bool):
        return card
    if not isinstance(keyed, (int, float)) or card.unit == unit or not unit:
        return card
    if card.unit not in quantity.UNITS or not card.unit:
        return card
    return replace(card, answer=quantity.convert(quantity.Quantity(keyed, card.unit), unit))


def _text(check: Check) -> str:
    return check.expected.text if isinstance(check.expected, Formula) else ""
