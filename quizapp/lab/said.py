"""Whether an option says the number that its check expects. Pure: reads text, runs nothing."""

from __future__ import annotations

import re

from quizapp.deck.model import Check, Option
from quizapp.lab.judge import tolerance
from quizapp.text import quantity
from quizapp.text.number import parse_number

_TIMES = re.compile(r"^×\s*|\s*(?:×|times|倍)$")
_UNIT = re.compile(r"(?<=[\d\s)])\s*[^\W\d_]+$")
_ROUNDED = re.compile(r"[-+−–]?\d*\.(\d+)(?:[eE]([-+]?\d{1,3}))?")
_ABOUT = re.compile(r"^[=≈~]\s*")


def contradiction(option: Option, check: Check, operand: object, unit: str = "") -> str:
    """What is wrong when an option's text is a plain number, and not the one that is expected.

    Args:
        option: with its values drawn.
        check: the option's.
        operand: what the check compares with: a plain value, or what another run measured.
        unit: the measurement's, in which the operand is.

    Returns:
        both numbers in a sentence; empty where they agree or cannot be compared.
    """
    if check.op == "ratio":
        operand = check.factor
    elif check.op not in ("equals", "approx"):
        return ""
    if isinstance(operand, bool) or not isinstance(operand, (int, float)):
        return ""
    for _, text in option.text.by_lang:
        bare = _bare(text)
        if check.op == "ratio" and _TIMES.search(bare) is None and not bare.endswith("%"):
            continue
        if not _says(_in_unit(bare, unit), float(operand), tolerance(check)):
            expects = f"{operand:.7g} {unit}".rstrip()
            return f"the option says {bare!r}, its check expects {expects}"
    return ""


def number_said(text: str) -> tuple[float, str] | None:
    """The number that an option's text is, and ``×`` or ``%`` when it may be one of another; None
    when the text is no plain number.
    """
    bare = _bare(text)
    try:
        number = parse_number(_UNIT.sub("", _TIMES.sub("", bare)))
    except ValueError:
        return None
    return number, "×" if _TIMES.search(bare) else "%" if bare.endswith("%") else ""


def _bare(text: str) -> str:
    """Without the marks of code and formulas, and without a sign of equality."""
    return _ABOUT.sub("", text.replace("`", "").strip(" $"))


def _in_unit(text: str, unit: str) -> str:
    """A text that is a number with a unit as one of the measurement's, with as many digits."""
    found = quantity.read(text) if unit else None
    if found is None or found.unit == unit:
        return text
    try:
        digits = len(re.sub(r"[eE].*|\D", "", text).lstrip("0"))
        return f"{quantity.convert(found, unit):.{max(digits, 1) - 1}e}"
    except quantity.UnitError:
        return text


def _says(text: str, number: float, tol: float) -> bool:
    """Whether a text is that number, as closely as it is written; one that is no number passes."""
    plain = _UNIT.sub("", _TIMES.sub("", text))
    try:
        said = parse_number(plain)
    except ValueError:
        return True
    rounded = _half_a_digit(plain)
    if not plain.rstrip().endswith("%"):
        return abs(said - number) <= max(rounded, tol * abs(number))
    percent = said * 100  # what is measured may be a part of one, or percent itself
    return any(abs(percent - one) <= max(rounded, tol * abs(one)) for one in (number * 100, number))


def _half_a_digit(text: str) -> float:
    """By how much a rounded number may be off; a whole one, which is no percentage, by nothing."""
    written = _ROUNDED.match(text)
    if written is None:
        return 0.5 if text.rstrip().endswith("%") else 0.0
    power = int(written[2] or 0)
    return 0.500001 * 10.0 ** (power - len(written[1]))
