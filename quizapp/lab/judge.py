"""Whether a measurement is what a check says it must be. Pure: no lab, no I/O."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizapp.deck.model import Ask, Card, CardType, Check, LocalText
from quizapp.lab.answer import is_said, is_sequence, sequences
from quizapp.lab.model import Measured, Verdict

EQUAL = 1e-6
"""Relative tolerance of ``equals``, and of an answer without ``tol``: what float32 rounds away."""

NEAR = 0.01
"""Relative tolerance of ``approx`` and ``ratio``, and what a mutant must be apart by."""

ALIKE = 1e-5
"""Relative tolerance of ``same-as-torch``: what kernels that add up in another order differ by."""

TINY = 1e-12
"""Two numbers this close are equal whatever the tolerance (so that 0 equals 0 computed)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one check, with what was expected and measured in words."""

    verdict: Verdict
    expected: str
    measured: str
    reason: str = ""


_NO_VALUE = frozenset({"absent", "none", "nothing", "nan", ""})
"""Texts with which a measurement says that there is no value, or a check that there must be none.

They compare with values of any kind.
"""


class _UnfitError(Exception):
    """The operator cannot be used on this measurement."""


def judge(check: Check, measured: Measured, operand: object, card: Card | None = None) -> Judgement:
    """Judge a measurement.

    Args:
        check: the operator, its factor and its tolerance, whose unit is the measurement's.
        measured: the value, after ``at`` and ``abs``.
        operand: what it is compared with: a plain value, or the operand's own measurement.
        card: whose keyed answer ``is_answer`` compares with.
    """
    expected = describe(check, operand, card)
    try:
        holds = _OPERATORS[check.op](check, measured, operand, card)
    except _UnfitError as error:
        return Judgement(Verdict.ERROR, expected, show(measured), str(error))
    said = show(measured) if check.op != "is_answer" else _spoken(measured)
    return Judgement(Verdict.HOLDS if holds else Verdict.FAILS, expected, said)


def pick(value: Measured, at: int | None, absolute: bool) -> Measured:
    """The element and the absolute value that an ``Ask`` wants.

    Raises:
        ValueError: there is no such element, or it is no number.
    """
    if at is not None:
        if not isinstance(value, list):
            raise ValueError(f"at: {at} of {show(value)}, which is not a list")
        if not -len(value) <= at < len(value):
            raise ValueError(f"at: {at} of a list of {len(value)}")
        value = value[at]
    return _absolute(value) if absolute else value


def show(value: object) -> str:
    """A measured or expected value, short enough for a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.7g}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(show, value[:8])) + (", …" if len(value) > 8 else "")
        return f"[{inside}]"
    if isinstance(value, str):
        return repr(value if len(value) <= 200 else value[:200] + "…")
    return "nothing" if value is None else str(value)


def describe(check: Check, operand: object, card: Card | None = None) -> str:
    """What a check expects, in words."""
    tol = f" (±{tolerance(check, card) * 100:g}%)"
    if check.within is not None:
        tol = f" (±{check.within})" if isinstance(check.within, str) else f" (±{check.within:g})"
    words = {
        "equals": f"= {show(operand)}",
        "approx": f"≈ {show(operand)}{tol}",
        "ratio": f"{check.factor:g} × {show(operand)}{tol}" if check.factor is not None else "",
        "less": f"< {show(operand)}",
        "greater": f"> {show(operand)}",
        "between": f"between {show(operand)}",
        "monotone": f"only goes {operand}",
        "contains": f"contains {show(operand)}",
        "raises": f"raises {show(operand)}",
        "same-as-torch": f"{'' if check.expected else 'not '}torch's {show(operand)}{tol}",
        "differs-from-mutant": f"not {mutant_of(check)}'s {show(operand)}{tol}",
        "is_answer": f"the answer, {_answer_text(card)}",
    }
    return words[check.op]


def mutant_of(check: Check) -> str:
    """The mutant that a check's operand runs with; empty without one."""
    return str(check.expected.knobs.get("mutant", "")) if isinstance(check.expected, Ask) else ""


def finite(value: Measured) -> bool:
    """Whether it is a number, and one that can be an answer."""
    return _is_number(value) and math.isfinite(value)  # type: ignore[arg-type]


def close(a: object, b: object, tol: float, within: float | None = None) -> bool:
    """Equal within a relative or an absolute tolerance, element by element; NaN equals nothing.

    A bool equals only a bool, a text only the same text.
    """
    if _is_number(a) and _is_number(b):
        x, y = float(a), float(b)  # type: ignore[arg-type]
        slack = tol * max(abs(x), abs(y)) if within is None else within
        return x == y or abs(x - y) <= max(slack, TINY) < math.inf
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(close(x, y, tol, within) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and a == b


def kind(value: object) -> str:
    """What kind of value it is, in words."""
    if value is None or (isinstance(value, str) and value.casefold() in _NO_VALUE):
        return "no value"
    kinds = {bool: "true or false", str: "a text", list: "a list", tuple: "a list"}
    return kinds.get(type(value), "a number")


def comparable(a: object, b: object) -> bool:
    """Whether two values could be equal: they are of one kind, or one says that there is none."""
    kinds = {kind(a), kind(b)}
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) != len(b) or all(map(comparable, a, b))
    return len(kinds) == 1 or "no value" in kinds


def tolerance(check: Check, card: Card | None = None) -> float:
    """The relative tolerance with which a check compares numbers."""
    if check.tol is not None:
        return check.tol
    if check.op == "is_answer" and card is not None and card.tol is not None:
        return card.tol
    if check.op == "same-as-torch":
        return ALIKE
    return NEAR if check.op in ("approx", "ratio", "differs-from-mutant") else EQUAL


def near(check: Check, a: object, b: object, card: Card | None = None) -> bool:
    """Whether two values are the same, within the tolerance of a check."""
    within = check.within if isinstance(check.within, (int, float)) else None
    return close(a, b, tolerance(check, card), within)


def _equals(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    # Of another kind it can never be equal: that would prove any wrong option.
    if not comparable(measured, operand):
        raise _UnfitError(f"{show(measured)} is {kind(measured)}, {show(operand)} {kind(operand)}")
    return near(check, measured, operand, card)


def _approx(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    _numbers(measured, operand)
    return near(check, measured, operand, card)


def _ratio(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    value, base = _number(measured), _number(operand)
    if base == 0:
        raise _UnfitError("the ratio's denominator is 0")
    return near(check, value / base, check.factor, card)


def _less(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del check, card
    return _number(measured) < _number(operand)


def _greater(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del check, card
    return _number(measured) > _number(operand)


def _between(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del check, card
    if not isinstance(operand, Sequence) or isinstance(operand, str) or len(operand) != 2:
        raise _UnfitError("between needs [low, high]")
    return _number(operand[0]) <= _number(measured) <= _number(operand[1])


def _monotone(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del card
    if not isinstance(measured, list) or len(measured) < 2:
        raise _UnfitError(f"{show(measured)} goes nowhere: it needs a series or list of numbers")
    sign = 1 if str(operand).endswith("up") else -1
    strictly = str(operand).startswith("strictly")
    steps = [sign * (_number(b) - _number(a)) for a, b in pairwise(measured)]
    slack = [_slack(check, a, b) for a, b in pairwise(measured)]
    pairs = zip(steps, slack, strict=True)
    return all(step > least if strictly else step >= -least for step, least in pairs)


def _slack(check: Check, a: object, b: object) -> float:
    """What two neighbours may differ by and be level: nothing, unless the check says so."""
    if isinstance(check.within, (int, float)):
        return float(check.within)
    return (check.tol or 0.0) * max(abs(_number(a)), abs(_number(b)))


def _same_as_torch(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    return near(check, measured, operand, card) is bool(check.expected)


def _differs(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    if _is_number(measured) and math.isnan(_number(measured)):
        raise _UnfitError("nan differs from everything")
    return not near(check, measured, operand, card)


def _contains(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del card
    if isinstance(measured, str):
        return str(operand) in measured
    if isinstance(measured, list):
        if measured and not any(comparable(item, operand) for item in measured):
            raise _UnfitError(f"nothing in {show(measured)} is {kind(operand)}")
        return any(near(check, item, operand) for item in measured)
    raise _UnfitError(f"{show(measured)} is neither text nor a list: it contains nothing")


def _raises(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del check, card
    if not isinstance(measured, str):
        raise _UnfitError(f"{show(measured)} is not the text of an exception")
    return bool(measured) and str(operand) in measured


def _is_answer(check: Check, measured: Measured, operand: object, card: Card | None) -> bool:
    del operand
    if card is None:
        raise _UnfitError("there is no card, and so no answer to compare with")
    if card.type is CardType.TRUTH and isinstance(card.answer, bool):
        return measured is card.answer
    if card.type is CardType.NUMBER and _is_number(card.answer):
        return near(check, measured, card.answer, card)
    if isinstance(card.answer, LocalText):
        return is_said(card.answer, show_text(measured))
    if card.type in (CardType.ORDER, CardType.CLOZE):
        parts = measured if isinstance(measured, list) else [measured]
        return is_sequence(card, [show_text(part) for part in parts])
    raise _UnfitError(f"a {card.type} card has no single answer: write equals, approx, …")


_OPERATORS: Mapping[str, Callable[[Check, Measured, object, Card | None], bool]] = {
    "equals": _equals,
    "approx": _approx,
    "ratio": _ratio,
    "less": _less,
    "greater": _greater,
    "between": _between,
    "monotone": _monotone,
    "contains": _contains,
    "raises": _raises,
    "same-as-torch": _same_as_torch,
    "differs-from-mutant": _differs,
    "is_answer": _is_answer,
}


def show_text(value: Measured) -> str:
    """A measurement as a learner would type it."""
    return value if isinstance(value, str) else show(value)


def _spoken(value: Measured | list[str]) -> str:
    """An answer, or what was measured in its place, as a person says it: no marks around texts."""
    if isinstance(value, list):
        return ", ".join(show_text(item) for item in value)
    return show_text(value)


def _answer_text(card: Card | None) -> str:
    if card is not None and card.type in (CardType.ORDER, CardType.CLOZE):
        return " or ".join(dict.fromkeys(map(_spoken, sequences(card))))
    if card is None or card.answer is None:
        return "which there is none of"
    return show(card.answer.pick("en") if isinstance(card.answer, LocalText) else card.answer)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(value: object) -> float:
    if not _is_number(value):
        hint = " (pick one element with at:)" if isinstance(value, (list, tuple)) else ""
        raise _UnfitError(f"{show(value)} is not a number{hint}")
    return float(value)  # type: ignore[arg-type]


def _numbers(*values: object) -> None:
    for value in values:
        for item in value if isinstance(value, (list, tuple)) else (value,):
            _number(item)


def _absolute(value: Measured) -> Measured:
    if isinstance(value, list):
        return [_absolute(item) for item in value]
    if not _is_number(value):
        raise ValueError(f"abs: {show(value)} is not a number")
    return abs(value)  # type: ignore[arg-type]
