"""Checks and measurements as the plain data that an author would write, for ``emit``."""

from __future__ import annotations

from quizapp.deck.model import Ask, Check, Formula, Operand, Value


def check(one: Check) -> dict[str, Value]:
    """``{lab: ball, get: x.delta, approx: 0.2}``."""
    said = ask(one.ask)
    if one.op != "is_answer":
        said[one.op] = _operand(one)
    for name, tolerance in (("tol", one.tol), ("within", one.within)):
        if tolerance is not None:
            said[name] = tolerance
    return said


def ask(one: Ask) -> dict[str, Value]:
    """``{lab: ball, with: {lr: 0.2}, get: x.delta, abs: true}``."""
    said: dict[str, Value] = {"lab": one.lab}
    if one.knobs:
        said["with"] = dict(one.knobs)
    if one.get:
        said["get"] = one.get
    if one.at is not None:
        said["at"] = one.at
    if one.absolute:
        said["abs"] = True
    return said


def _operand(one: Check) -> Value:
    if one.op == "ratio":
        return {"of": _compared(one.expected, one.ask), "approx": _plain(one.factor or 0.0)}
    if one.op == "differs-from-mutant" and isinstance(one.expected, Ask):
        return one.expected.knobs["mutant"]
    return _compared(one.expected, one.ask)


def _compared(expected: Operand, of: Ask) -> Value:
    """What a check compares with; another measurement by what sets it apart from the check's."""
    if isinstance(expected, Formula):
        return {"formula": expected.text}
    if isinstance(expected, float):
        return _plain(expected)
    if not isinstance(expected, Ask):
        return expected
    own, theirs = ask(of), ask(expected)
    if theirs == {key: item for key, item in own.items() if key != "with"}:
        return "base"
    if expected.lab != of.lab:  # which starts from its own knobs
        own.pop("with", None)
    elif expected.knobs != of.knobs:
        theirs.setdefault("with", {})
    return {key: item for key, item in theirs.items() if own.get(key) != item}


def _plain(number: float) -> float:
    """2.0 as 2."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
