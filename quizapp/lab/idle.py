"""Checks that prove nothing: what comes out the same whatever a lab measures, or passes for a wrong
option's claim too. Runs nothing; a check is only named where there is no doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizapp.deck.model import Ask, Card, Check, Deck, Option
from quizapp.lab import defaults, judge
from quizapp.lab.asked import every_knob
from quizapp.lab.beside import Labs
from quizapp.lab.claims import Claim
from quizapp.lab.declarative import MAX_NUMBER
from quizapp.lab.model import Verdict
from quizapp.lab.operand import Compared
from quizapp.lab.proof import CheckProof
from quizapp.text.near import nearest

_PINNED = ("equals", "approx", "ratio")
"""Operators that say which number it is."""

Judged = tuple[Card, Claim, CheckProof]


def fixed(check: Check, card: Card) -> str:
    """Why a check comes out the same whatever the lab measures; empty where it does not."""
    if check.op == "contains" and check.expected == "":
        return "every text contains an empty one"
    if meant := _misspelt(check.ask.get):
        return f"no optimizer keeps {check.ask.get!r}; did you mean {meant!r}?"
    pinned = check.op in (*_PINNED, "is_answer", "differs-from-mutant")
    if pinned and check.within is None and judge.tolerance(check, card) >= 1:
        return "with a tolerance of 100% any two numbers of one sign are the same"
    bounds = _bounds(check)
    if bounds is None:
        return ""
    low, high = bounds
    least = 0.0 if check.ask.absolute else -MAX_NUMBER
    if high < least or low > MAX_NUMBER or (high == least and check.op == "less"):
        return f"no measurement is {_said(check)}"
    below = low <= least if check.op == "between" else low < least
    if below and high >= MAX_NUMBER:
        return f"every measurement is {_said(check)}"
    return ""


def _misspelt(measure: str) -> str:
    """What ``x.state.NAME`` was meant to be, if no optimizer keeps NAME but one like it: what is
    never there differs from whatever a wrong option says.
    """
    prefix, _, name = measure.rpartition("x.state.")
    kept, quoted = defaults.state_names() if name != measure and not prefix else ((), ())
    near = nearest(name, kept, cutoff=0.8) if kept and name not in quoted else None
    return f"x.state.{near}" if near else ""


def _bounds(check: Check) -> tuple[float, float] | None:
    """Between what a measurement must lie for the check to hold, where the check itself says it."""
    expected = check.expected
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        if check.op == "less":
            return -math.inf, float(expected)
        if check.op == "greater":
            return float(expected), math.inf
    if check.op == "between" and isinstance(expected, tuple):
        low, high = expected
        if isinstance(low, (int, float)) and isinstance(high, (int, float)):
            return float(low), float(high)
    return None


def _said(check: Check) -> str:
    absolute = " once its sign is taken off" if check.ask.absolute else ""
    return f"{judge.describe(check, check.expected)}{absolute}"


def itself(check: Check, deck: Deck, labs: Labs) -> str:
    """Whether a check compares a measurement with that very measurement of the very same run."""
    other = check.expected
    if not isinstance(other, Ask) or check.op == "ratio":
        return ""
    same = (check.ask.lab, check.ask.get, check.ask.at, check.ask.absolute) == (
        other.lab,
        other.get,
        other.at,
        other.absolute,
    )
    if not same:
        return ""
    turned = every_knob(check.ask, deck, labs) == every_knob(other, deck, labs)
    return "it compares a measurement with itself" if turned else ""


def twins(card: Card) -> Iterator[tuple[Option, str]]:
    """Options whose check is another's too, each with what that says."""
    seen: dict[str, Option] = {}
    for option in card.options:
        if option.when is None:
            continue
        key = _key(option.when)
        first = seen.setdefault(key, option)
        if first is not option:
            kind = "right" if first.right else "wrong"
            text = first.text.pick("en")[:40]
            yield option, f"the check of the {kind} option {text!r} is the very same"


def _key(check: Check) -> str:
    expected = check.expected
    operand = replace(expected, where=None) if isinstance(expected, Ask) else expected
    return repr(replace(check, ask=replace(check.ask, where=None), expected=operand))


def marked(judged: Sequence[Judged], deck: Deck, labs: Labs) -> list[CheckProof]:
    """The proofs of a card's checks, each with why it proves nothing, if it does not."""
    twin = {option.where: why for card, _, _ in judged for option, why in twins(card)}
    varied = _always_itself(judged, deck, labs)
    found = []
    for one in judged:
        card, claim, proof = one
        why = ""
        if claim.check is not None and proof.judged:
            why = fixed(claim.check, card) or varied.get(claim.where, "")
            why = why or (twin.get(claim.option.where, "") if claim.option else "")
            why = why or _nan(proof) or _passes_for_wrong(one, judged) or _wide(one, judged)
        found.append(replace(proof, idle=why))
    return found


def _always_itself(judged: Sequence[Judged], deck: Deck, labs: Labs) -> dict[object, str]:
    """Checks that compare with themselves whatever values are drawn, by their place."""
    found: dict[object, set[str]] = {}
    for _, claim, _ in judged:
        why = itself(claim.check, deck, labs) if claim.check is not None else ""
        found.setdefault(claim.where, set()).add(why)
    return {where: next(iter(whys)) for where, whys in found.items() if len(whys) == 1}


def _nan(proof: CheckProof) -> str:
    """NaN equals nothing and is in no order: whatever a wrong option says is then refuted."""
    one = proof.compared
    if proof.right is not False or one is None or one.check.op == "contains":
        return ""
    return "nan was measured, which fails whatever is expected" if _has_nan(one.measured) else ""


def _has_nan(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_has_nan, value))
    return isinstance(value, float) and math.isnan(value)


def _passes_for_wrong(one: Judged, judged: Sequence[Judged]) -> str:
    """Whether a right option's check would hold for the number that a wrong one claims."""
    card, claim, proof = one
    mine = proof.compared
    if claim.right is not True or claim.option is None or mine is None:
        return ""
    claimed = [*_claimed_by_wrong(card, mine, judged)]
    passing = [(option, number) for option, number in claimed if _would_hold(mine, number)]
    if mine.check.op == "between":
        passing = passing if len(passing) == len(claimed) else []
    elif mine.check.op not in _PINNED:
        passing = []
    for option, number in passing:
        said = option.text.pick("en")[:40]
        return f"the number of the wrong option {said!r}, {judge.show(number)}, would pass it too"
    return ""


def _claimed_by_wrong(
    card: Card, mine: Compared, judged: Sequence[Judged]
) -> Iterator[tuple[Option, float]]:
    """The numbers that wrong options of the same draw claim of the same measurement."""
    for other, claim, proof in judged:
        theirs = proof.compared
        if other is not card or claim.right is not False or theirs is None or not claim.option:
            continue
        same = replace(theirs.check.ask, where=None) == replace(mine.check.ask, where=None)
        if not same or theirs.check.op not in _PINNED:
            continue
        value = _number(theirs)
        if value is not None:
            yield claim.option, value


def _number(one: Compared) -> float | None:
    """The measurement that a check would have: of a ratio, the factor times what it divides by."""
    operand = one.operand
    if isinstance(operand, bool) or not isinstance(operand, (int, float)):
        return None
    return operand * (one.check.factor or 0.0) if one.check.op == "ratio" else float(operand)


def _would_hold(one: Compared, number: float) -> bool:
    verdict = judge.judge(one.check, number, one.operand, one.card).verdict
    return verdict is Verdict.HOLDS


def _wide(one: Judged, judged: Sequence[Judged]) -> str:
    """Whether a range has room for every value that the card's draws and mutants give."""
    _, claim, proof = one
    mine = proof.compared
    if mine is None or mine.check.op != "between" or claim.right is False:
        return ""
    seen, wrong = [], []
    for _, other, told in judged:
        theirs = told.compared
        if theirs is None or other.ask.get != claim.ask.get or other.ask.lab != claim.ask.lab:
            continue
        seen.append(theirs.measured)
        if judge.mutant_of(theirs.check) and isinstance(theirs.operand, (int, float)):
            wrong.append(theirs.operand)
    numbers = [value for value in (*seen, *wrong) if isinstance(value, (int, float))]
    if not wrong or not all(_would_hold(mine, number) for number in numbers):
        return ""
    return f"the range has room for what every mutant of the card measures ({judge.show(wrong[0])})"
