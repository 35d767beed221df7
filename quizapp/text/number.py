"""Numbers as people type them: 1e-3, 0.001, 1/3, 1_000, 50%, 3 days. Reads one; judges nothing."""

from __future__ import annotations

import math
import re
import unicodedata

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_PLAIN = r"(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?"
_NUMBER = re.compile(rf"[+-]?{_PLAIN}")
_FRACTION = re.compile(rf"([+-]?{_PLAIN})/({_PLAIN})")
_POWER = re.compile(rf"(?:([+-]?{_PLAIN})[x*])?([+-]?)10\^\(?([+-]?\d+)\)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def parse_number(text: str, unit: str = "") -> float:
    """The number that ``text`` means.

    A trailing ``unit`` is allowed. ``50%`` is 0.5, unless the unit itself is ``%``.

    Raises:
        ValueError: it is not a number, or not a finite one.
    """
    body = _simplify(text)
    if unit:
        body = body.removesuffix(_simplify(unit))
    percent = body.endswith("%")
    value = _value(body.removesuffix("%"))
    if percent:
        value /= 100
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _simplify(text: str) -> str:
    raised = re.sub(
        r"10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)", lambda found: "10^" + found[1].translate(_SUPERSCRIPT), text
    )
    plain = unicodedata.normalize("NFKC", raised).casefold()
    for sign, meant in (("−", "-"), ("–", "-"), ("⁄", "/"), ("×", "*"), ("·", "*"), ("**", "^")):
        plain = plain.replace(sign, meant)
    return "".join(plain.split())


def _value(body: str) -> float:
    try:
        if _THOUSANDS.fullmatch(body):
            return float(body.replace(",", ""))
        if _NUMBER.fullmatch(body):
            return float(body)
        if fraction := _FRACTION.fullmatch(body):
            return float(fraction[1]) / float(fraction[2])
        if power := _POWER.fullmatch(body):
            factor = float(power[1]) if power[1] else -1.0 if power[2] == "-" else 1.0
            return factor * 10.0 ** int(power[3])
    except (ZeroDivisionError, OverflowError) as error:
        raise ValueError(body) from error
    raise ValueError(body)
