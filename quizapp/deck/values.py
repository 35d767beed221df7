"""Reading single values as their kind says: texts, names, numbers. Lists and records: ``read``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from quizapp.deck import kinds, scalar
from quizapp.deck.complain import (
    empty,
    how_to_quote,
    how_to_say,
    how_to_write,
    is_placeholder,
    wrong,
)
from quizapp.deck.model import LocalText
from quizapp.deck.report import did_you_mean, quote
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Refused, Scalar
from quizapp.text import quantity

LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What a language code looks like."""

_LOCAL = "a text, or a map of languages to texts"
_is_language = re.compile(LANGUAGE).fullmatch


def _text(source: Source, _kind: kinds.Text, node: Node, what: str) -> LocalText | None:
    if isinstance(node, Scalar):
        one = _string(source, node, what)
        return None if one is None else LocalText((("", one),))
    if not isinstance(node, Map):
        wrong(source, node, what, _LOCAL, how_to_quote(node))
        return None
    if not node.items or is_placeholder(node):
        help = f"a value that starts with {{ needs quotes: {what}: '{{…}}'"
        wrong(source, node, what, _LOCAL, help)
        return None
    by_lang = []
    for lang, child in node.items.items():
        if _is_language(lang) is None:
            message = f"{quote(lang)} is not a language code"
            source.at(node.keys[lang], "E103", message, "such as en or zh")
            continue
        one = _string(source, child, f"{what}.{lang}")
        if one is not None:
            by_lang.append((lang, one))
    return LocalText(tuple(by_lang)) if len(by_lang) == len(node.items) else None


def _plain(source: Source, _kind: kinds.Plain, node: Node, what: str) -> str | None:
    return _string(source, node, what)


def _string(source: Source, node: Node, what: str) -> str | None:
    if isinstance(node, Refused):
        return None
    if not isinstance(node, Scalar):
        help = "write one text; only texts for learners have languages"
        meant = isinstance(node, Map) and all(map(_is_language, node.items))
        wrong(source, node, what, "a text", help if meant else how_to_quote(node))
        return None
    text = node.value
    if text != text.strip():
        text = text.lstrip("\n").rstrip()
    if not text.strip():
        empty(source, node, what, "a text")
        return None
    return text


def _word(source: Source, kind: kinds.Word, node: Node, what: str) -> str | None:
    if not isinstance(node, Scalar):
        wrong(source, node, what, "a name", kind.looks)
        return None
    return node.value if is_word(source, kind, node, what) else None


def is_word(source: Source, kind: kinds.Word, node: Scalar, what: str) -> bool:
    """Whether a scalar is a name of that kind; if not, it is reported."""
    text = node.value
    if not text:
        empty(source, node, what, "a name")
    elif len(text) > kind.longest:
        message = f"{quote(what)} has {len(text)} characters; the limit is {kind.longest}"
        source.at(node, "E109", message, "shorten it")
    elif _matcher(kind.pattern)(text) is None:
        message = f"{quote(text)} cannot be {kind.called}"
        source.at(node, "E110", message, f"write {kind.looks}")
    else:
        return True
    return False


@cache
def _matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


def _one_of(source: Source, kind: kinds.OneOf, node: Node, what: str) -> str | None:
    listed = ", ".join(kind.words)
    if not isinstance(node, Scalar):
        wrong(source, node, what, f"one of: {listed}")
        return None
    if node.value in kind.words:
        return node.value
    message = f"{quote(what)} cannot be {quote(node.value)}"
    help = did_you_mean(node.value, kind.words, f"one of: {listed}")
    source.at(node, "E112", message, help)
    return None


def _number(
    source: Source, kind: kinds.Number | kinds.Integer, node: Node, what: str
) -> float | None:
    value = _numeric(source, node, what, "a number", scalar.number)
    if value is None:
        return None
    low, high = kind.low, kind.high
    if (low is None or value >= low) and (high is None or value <= high):
        return value
    bounds = f"write {low}" if low == high else f"from {low} to {high}"
    source.at(node, "E112", f"{quote(what)} cannot be {quote(scalar.spell(value))}", bounds)
    return None


def _integer(source: Source, kind: kinds.Integer, node: Node, what: str) -> int | None:
    value = _number(source, kind, node, what)
    if value is None or isinstance(value, int):
        return value
    wrong(source, node, what, "a whole number")
    return None


def _tolerance(source: Source, _kind: kinds.Tolerance, node: Node, what: str) -> float | None:
    value = _numeric(source, node, what, "a tolerance such as 1% or 0.01", scalar.tolerance)
    if value is None or 0 <= value <= 1:
        return value
    message = f"{quote(what)} must lie between 0 and 1 (0% and 100%)"
    source.at(node, "E112", message, "a tolerance is relative: 1% or 0.01")
    return None


def _numeric(
    source: Source, node: Node, what: str, wanted: str, parse: Callable[[str], float | None]
) -> float | None:
    if not isinstance(node, Scalar) or not node.plain:
        help = (
            how_to_write(node)
            if isinstance(node, Scalar)
            else how_to_quote(node, "write one number")
        )
        wrong(source, node, what, wanted, help)
        return None
    try:
        value = parse(node.value)
    except scalar.NotANumberError as error:
        source.at(node, "E112", f"{quote(what)} is {error}", "write a shorter number")
        return None
    if value is None:
        if node.value.lstrip("+-.").lower() in ("nan", "inf", "infinity"):
            message = f"{quote(what)} must be finite, not {quote(node.value)}"
            source.at(node, "E112", message, f"write {wanted}")
        else:
            wrong(source, node, what, wanted, how_to_write(node))
    return value


def _quantity(source: Source, _kind: kinds.Quantity, node: Node, what: str) -> float | str | None:
    """A number; one whose unit is more than a factor stays the text that it is."""
    if isinstance(node, Scalar) and (found := quantity.read(node.value)) is not None:
        bare = quantity.UNITS[found.unit][0] == "share"
        return quantity.convert(found, "") if bare else node.value.strip()
    if isinstance(node, Scalar) and (unit := quantity.unknown_unit(node.value)):
        message = f"{quote(unit)} is not a unit that is known"
        source.at(node, "E103", message, f"known are {quantity.KNOWN}")
        return None
    return _numeric(source, node, what, "a number such as 0.5, 50% or 3 ms", scalar.number)


def _flag(source: Source, _kind: kinds.Flag, node: Node, what: str) -> bool | None:
    if isinstance(node, Scalar) and node.plain:
        value = scalar.flag(node.value)
        if value is not None:
            return value
    wrong(source, node, what, "true or false", how_to_say(node))
    return None


def _value(source: Source, kind: kinds.Value, node: Node, what: str) -> Any:
    """A plain value; lists and maps nest no deeper than the tree was allowed to."""
    if isinstance(node, Refused):
        return None
    if isinstance(node, Scalar):
        return _typed(source, node, what)
    if not kind.deep or is_placeholder(node):
        return wrong(source, node, what, "a plain value", how_to_quote(node, "write one value"))
    if isinstance(node, List):
        items = [_value(source, kind, child, what) for child in node.items]
        return None if None in items else tuple(items)
    read = {name: _value(source, kind, child, name) for name, child in node.items.items()}
    return None if None in read.values() else read


def _typed(source: Source, node: Scalar, what: str) -> Any:
    if not node.plain:
        return node.value
    if node.value in scalar.NULLS:
        return empty(source, node, what, "a value")
    try:
        return scalar.typed(node.value)
    except scalar.NotANumberError as error:
        source.at(node, "E112", f"{quote(what)} is {error}", "quote it if it is a text")
        return None


READERS: Mapping[type, Callable[[Source, Any, Any, str], Any]] = {
    kinds.Text: _text,
    kinds.Plain: _plain,
    kinds.Word: _word,
    kinds.OneOf: _one_of,
    kinds.Number: _number,
    kinds.Quantity: _quantity,
    kinds.Integer: _integer,
    kinds.Tolerance: _tolerance,
    kinds.Flag: _flag,
    kinds.Value: _value,
}
"""The reader of each kind: ``(source, kind, node, what)`` to the value, or None when reported."""
