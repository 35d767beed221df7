"""Checks that would tell a card's right answer from its wrong ones, from what labs measured.

Runs nothing, and proves nothing: ``suggest`` does both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.deck.model import Ask, Card, CardType, Check, Option
from quizapp.lab import judge
from quizapp.lab.misconceptions import misconceptions
from quizapp.lab.model import Measured, Verdict
from quizapp.lab.readings import Reading, Turn, absolute, turned
from quizapp.lab.said import number_said

_GIVEN = frozenset({"x.start", "steps", "lr.end", "raised"})
"""What an optimizer lab measures though it was told it: never first choice."""

_IN_TEXT = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.]*\w)")


@dataclass(frozen=True, slots=True)
class Part:
    """One check of a proposal, of an option or (None) of the card; ``belief`` is whose it is."""

    check: Check
    option: Option | None = None
    belief: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Checks that go together, and the measurement that they are about."""

    parts: tuple[Part, ...]
    reading: Reading


def proposals(card: Card, readings: Sequence[Reading]) -> list[Proposal]:
    """What could be written for a card whose values are drawn, best first."""
    signed = [*readings, *filter(None, map(absolute, readings))]
    how = {CardType.CHOICE: _options, CardType.CHOICES: _options, CardType.TRUTH: _statement}
    found = how.get(card.type, _keyed)(card, signed)
    return sorted(found, key=lambda one: _weakness(one.reading))


def of_lab(readings: Sequence[Reading]) -> list[Proposal]:
    """What could be said of a lab alone, best first: its values, its curves, its mutants."""
    found = []
    for one in sorted(readings, key=_weakness):
        way = _way(one.value)
        if way:
            found.append(_alone(Check(one.ask, "monotone", way), one))
        elif _is_telling(one) and _number(one.value) is not None:
            found.append(_alone(Check(one.ask, "approx", _rounded(one.value)), one))
        elif _is_telling(one) and isinstance(one.value, (bool, str)) and one.value != "base":
            found.append(_alone(Check(one.ask, "equals", one.value), one))
    single = [one for one in readings if not isinstance(one.value, list)]
    for best in sorted(single, key=_weakness)[:1]:
        for mutant in best.told_from():
            check = Check(best.ask, "differs-from-mutant", turned(best.ask, "mutant", mutant))
            found.append(_alone(check, best, misconceptions().get(mutant, "")))
    return found


def _alone(check: Check, reading: Reading, belief: str = "") -> Proposal:
    return Proposal((Part(check, belief=belief),), reading)


def _weakness(one: Reading) -> tuple[bool, int, bool, bool, int]:
    """Smaller for what tells more mutants apart, and then for what is simpler."""
    ask = one.ask
    told = -len(one.told_from())
    return ask.get in _GIVEN, told, ask.at is not None, ask.absolute, len(ask.knobs)


def _is_telling(one: Reading) -> bool:
    """Whether something could measure otherwise; where there are no mutants nobody knows."""
    return one.ask.get not in _GIVEN and (not one.mutants or bool(one.told_from()))


def _keyed(card: Card, readings: Sequence[Reading]) -> Iterator[Proposal]:
    """Measurements that are the keyed answer."""
    for one in readings:
        check = Check(one.ask, "is_answer")
        given = one.ask.get in _GIVEN and not one.told_from()
        if not given and judge.judge(check, one.value, "", card).verdict is Verdict.HOLDS:
            yield _alone(check, one)


def _options(card: Card, readings: Sequence[Reading]) -> Iterator[Proposal]:
    numbers = [number_said(option.text.pick("en")) for option in card.options]
    whole = {(repr(one.ask.knobs), _same(one)): one for one in readings}
    for one in readings:
        if one.ask.get in _GIVEN and not one.told_from():
            continue
        value = _number(one.value)
        if value is None:
            yield from _named(card, one)
            continue
        said = [pair[0] for pair in numbers if pair is not None]
        if len(said) < len(numbers):
            continue
        if all(pair and pair[1] != "×" for pair in numbers):
            yield from _numbered(card, one, said)
        base = whole.get((repr({}), _same(one)))
        below = _number(base.value) if base is not None and one.ask.knobs else None
        signless = one.ask.absolute  # which makes no other quotient
        if base and below and not signless and all(pair and pair[1] for pair in numbers):
            yield from _times(card, one, base, value / below, said)


def _same(one: Reading) -> tuple[object, ...]:
    return one.ask.lab, one.ask.get, one.ask.at, one.ask.absolute


def _numbered(card: Card, one: Reading, said: Sequence[float]) -> Iterator[Proposal]:
    """Options that are numbers: the right one is measured, and what a mutant measures is its own
    check: the misconception, run.
    """
    if not _sorts(card, [judge.close(one.value, number, judge.NEAR) for number in said]):
        return
    parts = []
    for option, number in zip(card.options, said, strict=True):
        turn = None if option.right else _turn_to(one, number)
        operand = turned(one.ask, *turn) if turn else number
        parts.append(Part(Check(one.ask, "approx", operand), option, _belief(turn)))
    yield Proposal(tuple(parts), one)


def _times(
    card: Card, one: Reading, base: Reading, quotient: float, said: Sequence[float]
) -> Iterator[Proposal]:
    """Options that say how many times as much as without the check's ``with``."""
    if _sorts(card, [judge.close(quotient, number, judge.NEAR) for number in said]):
        checks = [Check(one.ask, "ratio", base.ask, factor=number) for number in said]
        pairs = zip(checks, card.options, strict=True)
        yield Proposal(tuple(Part(check, option) for check, option in pairs), one)


def _named(card: Card, one: Reading) -> Iterator[Proposal]:
    """Options that are names: one is measured, or is in the list or text that is."""
    names = [option.text.pick("en").replace("`", "").strip() for option in card.options]
    found = one.value
    if isinstance(found, str) and _sorts(card, [name == found for name in names]):
        yield _each(card, one, "equals", names)
    elif isinstance(found, (str, list)) and found and _sorts(card, [n in found for n in names]):
        yield _each(card, one, "contains", names)


def _each(card: Card, one: Reading, op: str, names: Sequence[str]) -> Proposal:
    pairs = zip(names, card.options, strict=True)
    return Proposal(tuple(Part(Check(one.ask, op, name), option) for name, option in pairs), one)


def _sorts(card: Card, holds: Sequence[bool]) -> bool:
    """Whether what holds are exactly the right options."""
    return list(holds) == [option.right for option in card.options]


def _statement(card: Card, readings: Sequence[Reading]) -> Iterator[Proposal]:
    """A statement's own numbers, a truth value that is measured, or how a run stands to another."""
    words = card.question.pick("en").replace("−", "-")
    numbers = [float(found) for found in _IN_TEXT.findall(words)]
    whole = {_same(one): one for one in readings if not one.ask.knobs}
    for one in readings:
        if isinstance(one.value, bool):
            said = one.value if card.answer is True else not one.value
            yield _alone(Check(one.ask, "equals", said), one)
        if _number(one.value) is None or not _is_telling(one):
            continue
        for number in numbers:
            close = judge.close(one.value, number, judge.NEAR)
            turn = _turn_to(one, number)
            if close and card.answer is True:
                yield _alone(Check(one.ask, "approx", number), one)
            elif not close and turn and card.answer is False:
                check = Check(one.ask, "approx", turned(one.ask, *turn))
                yield _alone(check, one, _belief(turn))
        base = whole.get(_same(one))
        if card.answer is True and base is not None and one.ask.knobs:
            yield _alone(Check(one.ask, _relation(one.value, base.value), base.ask), one)


def _relation(left: Measured, right: Measured) -> str:
    if judge.close(left, right, judge.EQUAL):
        return "equals"
    return "less" if float(left) < float(right) else "greater"  # type: ignore[arg-type]


def _turn_to(one: Reading, number: float) -> Turn | None:
    """The mutant, or the knob at its default, with which this number is measured."""
    ways = sorted(one.instead, key=lambda turn: turn[0] != "mutant")
    near = (turn for turn in ways if judge.close(one.instead[turn], number, judge.NEAR))
    return None if judge.close(one.value, number, judge.NEAR) else next(near, None)


def _belief(turn: Turn | None) -> str:
    """What somebody believes who expects what is measured so."""
    if turn is None:
        return ""
    knob, value = turn
    return misconceptions().get(
        str(value),
        f"What is measured with {knob} {value:g}." if isinstance(value, (int, float)) else "",
    )


def _way(value: Measured) -> str:
    """Which way a curve goes, if it goes one way; of a list with fewer than four numbers, none."""
    if (
        not isinstance(value, list)
        or len(value) < 4
        or any(_number(item) is None for item in value)
    ):
        return ""
    ways = ("strictly up", "strictly down")
    check = Check(Ask("", ""), "monotone")
    return next((w for w in ways if judge.judge(check, value, w).verdict is Verdict.HOLDS), "")


def _number(value: Measured) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if judge.finite(value) else None


def _rounded(value: Measured) -> float:
    return float(f"{value:.4g}")
