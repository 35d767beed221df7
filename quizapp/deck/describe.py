"""Kinds of values in words, for the format reference and for what editors show. Adds no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quizapp.deck.kinds import (
    Either,
    Flag,
    Integer,
    Key,
    Kind,
    Many,
    Number,
    OneOf,
    Plain,
    Quantity,
    Record,
    Table,
    Text,
    Tolerance,
    Value,
    Variants,
    Word,
)


def words(kind: Kind, call: Callable[[str], str] = str) -> str:
    """What may be written, such as ``a list of 2 to 8, each an option``.

    ``call`` writes the name of a record, perhaps as a link to it.
    """
    match kind:
        case Text():
            return "text"
        case Plain():
            return "plain text"
        case Word():
            return "a name" if kind.called == "a name" else kind.looks
        case Number() | Integer():
            return _number(kind)
        case Quantity():
            return "a number, perhaps with a [unit](#units)"
        case Tolerance():
            return "`0` to `1`, or `0%` to `100%`"
        case Flag():
            return "`true` or `false`"
        case OneOf():
            return " ".join(f"`{word}`" for word in kind.words)
        case Value():
            return "a value, or a list or map of them" if kind.deep else "a value"
        case Many():
            return _many(kind, call)
        case Table():
            return f"a map of names, each with {words(kind.value, call)}"
        case Record() | Variants():
            return call(kind.name)
        case Either():
            return f"{words(kind.plain, call)}; or {words(kind.record, call)}"


def meaning(key: Key) -> str:
    """What a key is for, and what holds without it."""
    if not key.default:
        return key.doc
    default = key.default if " " in key.default else f"`{key.default}`"
    return f"{key.doc}; if left out, {default}"


def records(*kinds: Kind) -> Iterator[Record]:
    """Every record that the kinds can hold, themselves included, each once."""
    waiting, seen = list(kinds), set()
    while waiting:
        kind = waiting.pop(0)
        if id(kind) in seen:
            continue
        seen.add(id(kind))
        match kind:
            case Record():
                yield kind
                waiting += [key.kind for key in kind.keys.values()]
            case Variants():
                waiting += kind.records.values()
            case Many():
                waiting.append(kind.item)
            case Table():
                waiting.append(kind.value)
            case Either():
                waiting += [kind.plain, kind.record]


def _number(kind: Number | Integer) -> str:
    what = "a whole number" if isinstance(kind, Integer) else "a number"
    if kind.low is None and kind.high is None:
        return what
    if kind.low == kind.high:
        return f"`{kind.low}`"
    return f"{what} from {kind.low} to {kind.high}"


def _many(kind: Many, call: Callable[[str], str]) -> str:
    item = words(kind.item, call)
    if kind.lone:
        return f"{item}; or a list of them"
    low, high = kind.least, kind.most
    if high is None:
        size = " of at least one" if low else ""
    else:
        size = f" of {low}" if low == high else f" of {low} to {high:,}" if low else ""
    return f"a list{size}, each {item}"
