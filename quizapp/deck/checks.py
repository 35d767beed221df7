"""Entries of checks, measurements and options made into the model. Knows no lab."""

from __future__ import annotations

from typing import Any

from quizapp.deck.model import Ask, Check, Operand, Option
from quizapp.deck.read import Entry
from quizapp.deck.source import Source
from quizapp.deck.spec_checks import OPERATORS
from quizapp.deck.tree import Scalar

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
    where = source.position(entry.node.start)
    ask = Ask(
        values["lab"],
        values.get("get", ""),
        values.get("with", {}),
        values.get("at"),
        values.get("abs", False),
        where,
    )
    tol = values.get("tol")
    if op == "is_answer":
        return Check(ask, op, tol=tol)
    expected = values[op]
    if op == "ratio":
        return _ratio(source, expected, ask, tol)
    if op == "between" and expected[0] > expected[1]:
        _fault(source, entry, "E112", "'between' has its bounds the wrong way round", "swap")
        return None
    operand = _operand(source, entry, op, expected, ask)
    if operand is None:
        return None
    if op in _NUMERIC and not _may_be_number(operand):
        _fault(source, entry, "E119", f"'{op}' compares numbers", "or use equals", op)
        return None
    return Check(ask, op, operand, tol=tol)


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
    return Option(right, values[said], values["why"], check, where)


def _ratio(source: Source, entry: Entry, ask: Ask, tol: float | None) -> Check | None:
    if not entry.whole:
        return None
    of = _operand(source, entry, "of", entry.values["of"], ask)
    if of is None:
        return None
    if not _may_be_number(of):
        _fault(source, entry, "E119", "'of' must be a number", "such as base", "of")
        return None
    return Check(ask, "ratio", of, factor=float(entry.values["approx"]), tol=tol)


def _operand(source: Source, entry: Entry, key: str, value: Any, ask: Ask) -> Operand | None:
    """What a check compares with: ``base``, another measurement, or a plain value."""
    if isinstance(value, Entry):
        if not value.whole:
            return None
        own = value.values
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


def _may_be_number(operand: Operand) -> bool:
    """A number, a list of them, a measurement, or a text with a placeholder that may become one."""
    if isinstance(operand, tuple):
        return all(_may_be_number(item) for item in operand)
    if isinstance(operand, str):
        return "{" in operand
    return isinstance(operand, (int, float, Ask)) and not isinstance(operand, bool)


def _fault(source: Source, entry: Entry, code: str, message: str, help: str, key: str = "") -> None:
    node = entry.node.items[key] if key else next(iter(entry.node.keys.values()))
    source.at(node, code, message, help)
