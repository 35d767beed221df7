"""What readers say of a value that is not what its key wants. Decides nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from quizapp.deck.report import quote
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar

_FRACTION = re.compile(r"([-+]?[0-9]{0,9}\.?[0-9]{1,9})\s*/\s*([0-9]{0,9}\.?[0-9]{1,9})")
_DECIMAL_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]+)")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}([,_][0-9]{3})+(\.[0-9]+)?")
_OTHER_BASE = re.compile(r"0(?:x[0-9a-fA-F]{1,9}|o[0-7]{1,9}|b[01]{1,30})")
_WITH_UNIT = re.compile(
    r"([-+]?[0-9]{0,9}\.?[0-9]{1,9}(?:[eE][-+]?[0-9]{1,3})?)\s*([^\W\d_]{1,9}|%)"
)
_TRUTHS = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}


def wrong(source: Source, node: Node, what: str, wanted: str, help: str = "") -> Any:
    """Report that ``what`` is of the wrong kind. Always None, for a reader to return."""
    if isinstance(node, Scalar) and node.plain and not node.value:
        return empty(source, node, what, wanted)
    source.at(node, "E103", f"{quote(what)} must be {wanted}, not {_found(node)}", help)
    return None


def how_to_write(node: Scalar) -> str:
    """The remedy where a number was meant: ``'1'``, ``1/3``, ``0,5``, ``3 ms`` as a number."""
    text = unicodedata.normalize("NFKC", node.value.strip())
    if _THOUSANDS.fullmatch(text) is not None:
        plain = f"write {text.replace(',', '').replace('_', '')}"
        if text.count(",") != 1 or "." in text:
            return plain
        return f"{plain}, or {text.replace(',', '.')} if the comma is a decimal point"
    if _OTHER_BASE.fullmatch(text) is not None:
        return f"write {int(text, 0)}"
    if (with_unit := _WITH_UNIT.fullmatch(text)) is not None:
        if with_unit[2] == "%":
            return f"write {float(with_unit[1]) / 100:.6g}, or {with_unit[1]} with `unit: '%'`"
        return f"write {with_unit[1]}, without the unit"
    if (fraction := _FRACTION.fullmatch(text)) is not None and float(fraction[2]):
        return f"write {float(fraction[1]) / float(fraction[2]):.6g}"
    if (decimal := _DECIMAL_COMMA.fullmatch(text)) is not None:
        return f"write {decimal[1]}.{decimal[2]}"
    if not node.plain:
        return "remove the quotes"
    return f"write {text}" if text != node.value and text.isascii() else ""


def how_to_say(node: Node) -> str:
    """The remedy where ``true`` or ``false`` was meant: ``yes``, ``'true'``, ``1``."""
    if not isinstance(node, Scalar):
        return ""
    said = node.value.strip().casefold()
    truth = said if said in ("true", "false") else _TRUTHS.get(said)
    return f"write {truth}, without quotes" if truth else "write true or false"


def no_map(source: Source, node: Node, name: str, key: str) -> Any:
    """Report that ``name`` (``a card``) is written without keys, such as ``key``. Always None."""
    message = f"{name} must be a map of keys, not {_found(node)}"
    source.at(node, "E103", message, f"write its keys, such as '{key}:'")
    return None


def empty(source: Source, node: Node, what: str, wanted: str) -> Any:
    """Report that nothing stands where ``wanted`` should. Always None."""
    source.at(node, "E103", f"{quote(what)} is empty", f"write {wanted}")
    return None


def _found(node: Node) -> str:
    if isinstance(node, Scalar):
        return "nothing" if node.plain and node.value in ("", "~") else quote(node.value)
    return "a list" if isinstance(node, List) else "a map"


def is_placeholder(node: Node) -> bool:
    """``{lr}`` without quotes: YAML reads a map whose only value is empty."""
    if not isinstance(node, Map) or len(node.items) != 1:
        return False
    (value,) = node.items.values()
    return isinstance(value, Scalar) and value.plain and value.value == ""


def how_to_quote(node: Node, otherwise: str = "text that starts with { or [ needs quotes") -> str:
    """The remedy where text was meant and YAML saw a bracket; ``otherwise`` if it is no {name}."""
    if isinstance(node, Map) and is_placeholder(node):
        (name,) = node.items
        return f'put it in quotes: "{{{name[:20]}}}"'
    return otherwise if isinstance(node, (Map, List)) else ""
