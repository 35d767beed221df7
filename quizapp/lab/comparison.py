"""How a check was judged, in a sentence with its numbers. Judges nothing: ``judge`` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from quizapp.deck.model import CardType
from quizapp.lab.judge import close, judge, near, show, tolerance
from quizapp.lab.model import Verdict
from quizapp.lab.operand import Compared


def comparison(one: Compared) -> str:
    """Both sides, how far they are apart, and how far they may be."""
    return _HOW.get(one.check.op, _equality)(one)


def allowed(one: Compared) -> str:
    """The tolerance in words: ``1% of the larger``."""
    if one.check.within is not None:
        return f"{show(one.check.within)} {one.unit}".rstrip()
    return f"{tolerance(one.check, one.card) * 100:g}% of the larger"


def _equality(one: Compared) -> str:
    other = one.operand
    if one.check.op == "is_answer":
        if one.card.type is not CardType.NUMBER:
            return (
                f"{show(one.measured)} is compared with the card's answer as a learner's would be"
            )
        other = one.card.answer
    return _apart(one, one.measured, other)


def _apart(one: Compared, left: object, right: object) -> str:
    if _is_number(left) and _is_number(right):
        distance = abs(float(left) - float(right))  # type: ignore[arg-type]
        return (
            f"{show(left)} and {show(right)} are {show(distance)} apart; allowed is {allowed(one)}"
        )
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        if len(left) != len(right):
            return f"lists of {len(left)} and {len(right)} elements are never equal"
        unlike = [
            n for n, pair in enumerate(zip(left, right, strict=True)) if not near(one.check, *pair)
        ]
        if not unlike:
            return f"all {len(left)} elements are the same, each within {allowed(one)}"
        first = unlike[0]
        return f"element {first} differs: {_apart(one, left[first], right[first])}"
    return f"{show(left)} and {show(right)} are {'' if close(left, right, 0) else 'not '}the same"


def _ratio(one: Compared) -> str:
    top, bottom = one.measured, one.operand
    if not (_is_number(top) and _is_number(bottom)) or not bottom:
        return f"{show(top)} cannot be divided by {show(bottom)}"
    quotient = float(top) / float(bottom)  # type: ignore[arg-type]
    said = f"{show(top)} / {show(bottom)} = {show(quotient)}"
    return f"{said}; {_apart(one, quotient, one.check.factor)}"


def _order(one: Compared) -> str:
    sign = "<" if one.check.op == "less" else ">"
    measured, operand = one.measured, one.operand
    if not (_is_number(measured) and _is_number(operand)):
        return f"{show(measured)} {sign} {show(operand)} needs two numbers"
    true = measured < operand if sign == "<" else measured > operand  # type: ignore[operator]
    return f"{show(measured)} {sign} {show(operand)} is {show(bool(true))}"


def _between(one: Compared) -> str:
    low, high = one.operand if isinstance(one.operand, tuple) else (None, None)
    return f"{show(low)} ≤ {show(one.measured)} ≤ {show(high)} is {_holds(one)}"


def _monotone(one: Compared) -> str:
    if not isinstance(one.measured, list) or not all(map(_is_number, one.measured)):
        return f"{show(one.measured)} is no list of numbers"
    pairs = [*pairwise(one.measured)]
    ways = {"up": 0, "down": 0, "level": 0}
    for a, b in pairs:
        ways["level" if a == b else "up" if b > a else "down"] += 1  # type: ignore[operator]
    counts = ", ".join(f"{count} {way}" for way, count in ways.items() if count)
    return f"of its {len(pairs)} steps {counts}"


def _contains(one: Compared) -> str:
    return f"that {show(one.operand)} is in {show(one.measured)} is {_holds(one)}"


def _holds(one: Compared) -> str:
    found = judge(one.check, one.measured, one.operand, one.card)
    return {Verdict.HOLDS: "true", Verdict.FAILS: "false"}.get(found.verdict, "not to be judged")


_HOW: Mapping[str, Callable[[Compared], str]] = {
    "ratio": _ratio,
    "less": _order,
    "greater": _order,
    "between": _between,
    "monotone": _monotone,
    "contains": _contains,
    "raises": _contains,
}


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
