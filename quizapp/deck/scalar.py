"""What a plain text in a deck stands for: number, truth value, tolerance, text. No YAML guesses."""

from __future__ import annotations

import math
import re

from quizapp.deck.model import Scalar

NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DIGITS = 40
"""Characters of a number; longer ones are no numbers that a person wrote."""

_FLAGS = {"true": True, "True": True, "false": False, "False": False}
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class NotANumberError(ValueError):
    """A text that looks like a number and cannot be one."""


def flag(text: str) -> bool | None:
    """true or false, else ``None``."""
    return _FLAGS.get(text)


def number(text: str) -> int | float | None:
    """The number that ``text`` writes (``1e-3`` too), or ``None`` when it writes none.

    Raises:
        NotANumberError: it has too many digits, or is not finite.
    """
    if not text or text[0] not in "+-.0123456789" or NUMBER.fullmatch(text) is None:
        return None
    if len(text) > _DIGITS:
        raise NotANumberError(f"a number of {len(text)} characters; the limit is {_DIGITS}")
    if _INTEGER.fullmatch(text):
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise NotANumberError("a number that is not finite")
    return value


def typed(text: str) -> Scalar:
    """The value of an unquoted text: number, truth value, else the text itself.

    Raises:
        NotANumberError: see ``number``.
    """
    truth = _FLAGS.get(text)
    if truth is not None:
        return truth
    value = number(text)
    return text if value is None else value


def tolerance(text: str) -> float | None:
    """``1%`` or ``0.01`` as 0.01; ``None`` when it is no number.

    Raises:
        NotANumberError: see ``number``.
    """
    if text.endswith("%"):
        percent = number(text[:-1].rstrip())
        return None if percent is None else percent / 100
    value = number(text)
    return None if value is None else float(value)


def spell(value: Scalar) -> str:
    """A value as a person writes it: ``0.001``, ``1e-5``, ``true``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return re.sub(r"e([-+])0*", lambda m: "e" + m[1].replace("+", ""), repr(value))
    return str(value)
