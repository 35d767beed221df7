"""Entries of checks, measurements and options made into the model. Knows no lab."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quizapp.deck.model import Ask, Check, Formula, Operand, Option
from quizapp.deck.read import Entry
from quizapp.deck.source import Source
from quizapp.deck.spec_checks import OPERATORS
from quizapp.deck.tree import Scalar
from quizapp.text import quantity

_NUMERIC = ("approx", "less", "greater")
_NO_OPERATOR = "a check that says nothing of the measurement"
_OPERATOR_HELP = "add one of: " + ", ".join(OPERATORS)


def make_ask(source: Source, entry: Entry) -> Ask:
    """A measurement, as a number card's answer asks for it."""
    values = entry.values
    return Ask(
        values["lab"],
        values["get"],
        values.get("with", {}),
        values.get("at"),
        values.get("abs", False),
        source.position(entry.node.start),
    )


def make_check(source: Source, entry: Entry, *, of_answer: bool) -> Check | None:
    """A check; without an operator it means "is the keyed answer", if the card has one.

    Args:
        of_answer: whether the operator may be left out.
    """
    if not entry.whole:
        return None
    values = entry.values
    op = next((name for name in OPERATORS if name in values), "is_answer")
    if op == "is_answer" and not of_answer:
        _fault(source, entry, "E119", _NO_OPERATOR, _OPERATOR_HELP)
        return None
    if "get" not in values and op != "raises":
        _fault(source, entry, "E102", "a check without 'get'", "get: the measurement's name")
        return None
    if "tol" in values and "within" in values:
        message = "a check with 'tol' and 'within'"
        _fault(source, entry, "E119", message, "one is relative, one absolute: keep one", "within")
        return None
    if str(values.get("within", "")).startswith("-"):
        message = "'within' is how far apart two numbers may be, and never negative"
        _fault(source, entry, "E112", message, "leave the sign out", "within")
        return None
    where = source.position(entry.node.start)
    ask = Ask(
        values["lab"],
        values.get("get", ""),
        values.get("with", {}),
        values.get("at"),
        values.get("abs", False),
        where,
    )
    check = Check(ask, op, tol=values.get("tol"), within=values.get("within"))
    return check if op == "is_answer" else _compared(source, entry, check)


def _compared(source: Source, entry: Entry, check: Check) -> Check | None:
    """The check with what it compares with, which its operator must be able to use."""
    op, expected = check.op, entry.values[check.op]
    if op == "ratio":
        return _ratio(source, expected, check)
    if op == "differs-from-mutant":
        knobs = {**check.ask.knobs, "mutant": expected}
        return replace(check, expected=replace(check.ask, knobs=knobs))
    if op == "between" and _wrong_way_round(*expected):
        _fault(source, entry, "E112", "'between' has its bounds the wrong way round", "swap")
        return None
    operand = _operand(source, entry, op, expected, check.ask)
    if operand is None:
        return None
    if op in _NUMERIC and not _may_be_number(operand):
        unit = quantity.unknown_unit(operand) if isinstance(operand, str) else ""
        message = f"'{op}' compares numbers" + (f", and {unit!r} is not a unit" if unit else "")
        help = f"units are {quantity.KNOWN}" if unit else "or use equals"
        _fault(source, entry, "E119", message, help, op)
        return None
    return replace(check, expected=operand)


def _wrong_way_round(low: float | str, high: float | str) -> bool:
    """Whether bounds are swapped, as far as it can be told: of unlike units the lint says more."""
    first, last = (quantity.read(str(bound)) for bound in (low, high))
    if first is not None and last is not None and first.unit == last.unit:
        return first.value > last.value
    return not isinstance(low, str) and not isinstance(high, str) and low > high


def make_option(source: Source, entry: Entry) -> Option | None:
    """An option of a choice."""
    if not entry.whole:
        return None
    values = entry.values
    right = "right" in values
    when = values.get("when")
    check = make_check(source, when, of_answer=False) if when is not None else None
    if when is not None and check is None:
        return None
    said = "right" if right else "wrong"
    where = source.position(entry.node.items[said].start)
    return Option(right, values[said], values.get("why"), check, where)


def _ratio(source: Source, entry: Entry, check: Check) -> Check | None:
    if not entry.whole:
        return None
    of = _operand(source, entry, "of", entry.values["of"], check.ask)
    if of is None:
        return None
    if not _may_be_number(of):
        _fault(source, entry, "E119", "'of' must be a number", "such as base", "of")
        return None
    if isinstance(entry.values["approx"], str):
        message = "a quotient has no unit"
        _fault(source, entry, "E119", message, "write a number, such as 2 or 50%", "approx")
        return None
    return replace(check, expected=of, factor=float(entry.values["approx"]))


def _operand(source: Source, entry: Entry, key: str, value: Any, ask: Ask) -> Operand | None:
    """What a check compares with: ``base``, another measurement, or a plain value."""
    if isinstance(value, Entry):
        if not value.whole:
            return None
        own = value.values
        if "formula" in own:
            return _formula(source, value)
        lab = own.get("lab", ask.lab)
        return Ask(
            lab,
            own.get("get", ask.get),
            # The check's knobs are those of its own lab; another one has others.
            own.get("with", ask.knobs if lab == ask.lab else {}),
            own.get("at", ask.at),
            own.get("abs", ask.absolute),
            source.position(value.node.start),
        )
    node = entry.node.items[key]
    if value == "base" and isinstance(node, Scalar) and node.plain:
        return Ask(ask.lab, ask.get, {}, ask.at, ask.absolute, ask.where)
    operand: Operand = value
    return operand


def _formula(source: Source, entry: Entry) -> Formula | None:
    other = next((name for name in entry.node.items if name != "formula"), "")
    if other:
        message = f"a formula beside {other!r}: it has the knobs of the check's own lab"
        _fault(source, entry, "E119", message, "leave the formula alone", other)
        return None
    return Formula(entry.values["formula"])


def _may_be_number(operand: Operand) -> bool:
    """A number, perhaps with a unit, a list of them, a measurement, a formula, or a text with a
    placeholder that may become one.
    """
    if isinstance(operand, tuple):
        return all(_may_be_number(item) for item in operand)
    if isinstance(operand, str):
        return "{" in operand or quantity.read(operand) is not None
    return isinstance(operand, (int, float, Ask, Formula)) and not isinstance(operand, bool)


def _fault(source: Source, entry: Entry, code: str, message: str, help: str, key: str = "") -> None:
    node = entry.node.items[key] if key else next(iter(entry.node.keys.values()))
    source.at(node, code, message, help)
