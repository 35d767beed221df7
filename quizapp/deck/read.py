"""Reads a tree as the kinds say, reporting every problem. Knows no key by name; see ``spec``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from quizapp.deck import scalar
from quizapp.deck.kinds import (
    Either,
    Flag,
    Integer,
    Kind,
    Many,
    Number,
    OneOf,
    Plain,
    Record,
    Table,
    Text,
    Tolerance,
    Value,
    Variants,
    Word,
)
from quizapp.deck.model import LocalText
from quizapp.deck.report import did_you_mean, quote
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Refused, Scalar

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LANGUAGE = _LANGUAGE.pattern


class Entry:
    """A record as read: its values by key (those that were right), and its node.

    ``whole`` is false when something in it was wrong and has been reported.
    """

    __slots__ = ("node", "record", "values", "whole")

    def __init__(self, record: Record, node: Map) -> None:
        self.record = record
        self.node = node
        self.values: dict[str, Any] = {}
        self.whole = True

    def get(self, key: str) -> Any:
        return self.values.get(key)


class Reader:
    """Reads the nodes of one file. A value that cannot be read comes back as ``None``."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._how: dict[type, Callable[[Any, Any, str], Any]] = {
            Text: self._text,
            Plain: self._plain,
            Word: self._word,
            Number: self._number,
            Integer: self._integer,
            Tolerance: self._tolerance,
            Flag: self._flag,
            OneOf: self._one_of,
            Value: self._value,
            Many: self._many,
            Table: self._table,
            Record: self._record,
            Variants: self._variants,
            Either: self._either,
        }

    def read(self, kind: Kind, node: Node, what: str) -> Any:
        """The value of ``node`` as ``kind``; ``what`` names it in messages."""
        if node.__class__ is Refused:
            return None
        return self._how[kind.__class__](kind, node, what)

    # Texts

    def _text(self, _kind: Text, node: Node, what: str) -> LocalText | None:
        if node.__class__ is Scalar:
            text = self._string(node, what)
            return None if text is None else LocalText((("", text),))
        if node.__class__ is not Map:
            return self._wrong(node, what, "a text, or a map of languages to texts")
        if not node.items or _is_placeholder(node):
            help = f"a value that starts with {{ needs quotes: {what}: '{{…}}'"
            return self._wrong(node, what, "a text, or a map of languages to texts", help)
        by_lang = []
        for lang, child in node.items.items():
            if _LANGUAGE.fullmatch(lang) is None:
                message = f"{quote(lang)} is not a language code"
                self.source.at(node.keys[lang], "E103", message, "such as en or zh")
                continue
            text = None if child.__class__ is Refused else self._string(child, f"{what}.{lang}")
            if text is not None:
                by_lang.append((lang, text))
        return LocalText(tuple(by_lang)) if len(by_lang) == len(node.items) else None

    def _plain(self, _kind: Plain, node: Node, what: str) -> str | None:
        return self._string(node, what)

    def _string(self, node: Node, what: str) -> str | None:
        if node.__class__ is not Scalar:
            return self._wrong(node, what, "a text", _how_to_quote(node))
        text: str = node.value
        if text != text.strip():
            text = text.lstrip("\n").rstrip()
        if text.strip():
            return text
        return self._nothing(node, what, "a text")

    def _word(self, kind: Word, node: Node, what: str) -> str | None:
        if node.__class__ is not Scalar:
            return self._wrong(node, what, "a name", kind.looks)
        if node.value in ("",):
            return self._nothing(node, what, "a name")
        return node.value if self._is_word(kind, node.value, node, what) else None

    def _is_word(self, kind: Word, text: str, node: Scalar, what: str) -> bool:
        if len(text) > kind.longest:
            message = f"{quote(what)} has {len(text)} characters; the limit is {kind.longest}"
            self.source.at(node, "E109", message)
            return False
        if _pattern(kind.pattern)(text) is None:
            message = f"{quote(text)} cannot be {quote(what)}"
            self.source.at(node, "E110", message, f"write {kind.looks}")
            return False
        return True

    def _one_of(self, kind: OneOf, node: Node, what: str) -> str | None:
        listed = ", ".join(kind.words)
        if node.__class__ is not Scalar:
            return self._wrong(node, what, f"one of: {listed}")
        if node.value in kind.words:
            return str(node.value)
        message = f"{quote(what)} cannot be {quote(node.value)}"
        help = did_you_mean(node.value, kind.words, f"one of: {listed}")
        self.source.at(node, "E112", message, help)
        return None

    # Numbers and values

    def _number(self, kind: Number | Integer, node: Node, what: str) -> float | None:
        value = self._numeric(node, what, "a number", scalar.number)
        if value is None:
            return None
        low, high = kind.low, kind.high
        if (low is not None and value < low) or (high is not None and value > high):
            if low == high:
                self.source.at(node, "E112", f"{quote(what)} must be {low}")
            else:
                message = f"{quote(what)} is {value}, out of bounds"
                self.source.at(node, "E112", message, f"from {low} to {high}")
            return None
        return value

    def _integer(self, kind: Integer, node: Node, what: str) -> int | None:
        value = self._number(kind, node, what)
        if value is None or isinstance(value, int):
            return value
        return self._wrong(node, what, "a whole number")

    def _tolerance(self, _kind: Tolerance, node: Node, what: str) -> float | None:
        value = self._numeric(node, what, "a tolerance such as 1% or 0.01", scalar.tolerance)
        if value is not None and not 0 <= value <= 1:
            self.source.at(node, "E112", f"{quote(what)} must lie between 0 and 1 (0% to 100%)")
            return None
        return value

    def _numeric(
        self, node: Node, what: str, wanted: str, parse: Callable[[str], float | None]
    ) -> Any:
        if node.__class__ is not Scalar:
            return self._wrong(node, what, wanted, _how_to_quote(node))
        if not node.plain:
            return self._wrong(node, what, wanted, "remove the quotes")
        if node.value == "":
            return self._nothing(node, what, wanted)
        try:
            value = parse(node.value)
        except scalar.NotANumberError as error:
            self.source.at(node, "E112", f"{quote(what)} is {error}")
            return None
        if value is None:
            message = f"{quote(what)} must be {wanted}, not {quote(node.value)}"
            if node.value.lstrip("+-.").lower() in ("nan", "inf", "infinity"):
                self.source.at(node, "E112", f"{quote(what)} must be a finite number")
            else:
                self.source.at(node, "E103", message)
        return value

    def _flag(self, _kind: Flag, node: Node, what: str) -> bool | None:
        if node.__class__ is Scalar and node.plain:
            value = scalar.flag(node.value)
            if value is not None:
                return value
        return self._wrong(node, what, "true or false")

    def _value(self, kind: Value, node: Node, what: str) -> Any:
        if node.__class__ is Scalar:
            return self._scalar(node, what)
        if not kind.deep or _is_placeholder(node):
            help = _how_to_quote(node)
            return self._wrong(node, what, "a plain value", help)
        if node.__class__ is List:
            items = [self.read(kind, child, what) for child in node.items]
            return None if None in items else tuple(items)
        read = {name: self.read(kind, child, name) for name, child in node.items.items()}
        return None if None in read.values() else read

    def _scalar(self, node: Scalar, what: str) -> Any:
        if not node.plain:
            return node.value
        if node.value in scalar.NULLS:
            return self._nothing(node, what, "a value")
        try:
            return scalar.typed(node.value)
        except scalar.NotANumberError as error:
            self.source.at(node, "E112", f"{quote(what)} is {error}", "quote it if it is a text")
            return None

    # Lists, tables, records

    def _many(self, kind: Many, node: Node, what: str) -> tuple[Any, ...] | None:
        if node.__class__ is List:
            children = node.items
        elif kind.lone:
            children = [node]
        else:
            return self._wrong(node, what, "a list", "start each item with '- '")
        if kind.most is not None and len(children) > kind.most:
            message = f"{quote(what)} has {len(children)} items; the limit is {kind.most}"
            self.source.at(node, "E109", message)
            return None
        if len(children) < kind.least:
            few = "is an empty list" if not children else f"has {len(children)} item"
            help = f"at least {kind.least}"
            code = "E115" if what == "items" else "E113" if kind.having else "E112"
            self.source.at(node, code, f"{quote(what)} {few}", help)
            return None
        item = kind.item
        items = [self.read(item, child, what) for child in children]
        whole = True
        if kind.unique:
            whole = self._unique(children, items, what)
        if kind.having:
            whole = self._having(kind, node, children, what) and whole
        # Records in a list report themselves and may be used though others are broken.
        if not isinstance(item, (Record, Variants)) and None in items:
            return None
        return tuple(items) if whole else None

    def _unique(self, nodes: list[Node], items: list[Any], what: str) -> bool:
        seen: list[Any] = []
        for node, item in zip(nodes, items, strict=True):
            if item is not None and item in seen:
                code = "E115" if what == "items" else "E111"
                self.source.at(node, code, f"this is in {quote(what)} twice", "remove one")
                return False
            seen.append(item)
        return True

    def _having(self, kind: Many, node: Node, children: list[Node], what: str) -> bool:
        for key, least, most in kind.having:
            count = sum(child.__class__ is Map and key in child.items for child in children)
            if count < least or (most is not None and count > most):
                must = "exactly one" if most == 1 else "at least one"
                message = f"{must} of the {what} must be {key}; here {_are(count)}"
                self.source.at(node, "E113", message, f"mark it with '{key}:'")
                return False
        return True

    def _table(self, kind: Table, node: Node, what: str) -> dict[str, Any] | None:
        if node.__class__ is not Map or _is_placeholder(node):
            return self._wrong(node, what, "a map of names", _how_to_quote(node))
        if len(node.items) < kind.least:
            self.source.at(node, "E112", f"{quote(what)} is empty", "leave the key out")
            return None
        read: dict[str, Any] = {}
        for name, child in node.items.items():
            if self._is_word(kind.name, name, node.keys[name], f"a name in {what}"):
                read[name] = self.read(kind.value, child, name)
        return None if len(read) < len(node.items) or None in read.values() else read

    def _either(self, kind: Either, node: Node, what: str) -> Any:
        is_record = node.__class__ is Map and not _is_placeholder(node)
        return self.read(kind.record if is_record else kind.plain, node, what)

    def _variants(self, kind: Variants, node: Node, what: str) -> Entry | None:
        if node.__class__ is not Map:
            return self._wrong(node, what, f"a map of keys ({kind.name})")
        tag = node.items.get(kind.tag)
        if tag is None:
            self._missing(kind.name, node, kind.tag, "one of: " + ", ".join(kind.records))
            return None
        record = kind.records.get(tag.value) if tag.__class__ is Scalar else None
        if record is None:
            self.read(OneOf(tuple(kind.records)), tag, kind.tag)
            return None
        return self._record(record, node, what)

    def _record(self, record: Record, node: Node, what: str) -> Entry | None:
        if node.__class__ is not Map:
            return self._wrong(node, what, f"a map of keys ({record.name})")
        entry = Entry(record, node)
        keys = record.keys
        values = entry.values
        unknown: list[str] = []
        for name, child in node.items.items():
            key = keys.get(name)
            if key is not None:
                value = self.read(key.kind, child, name)
            elif record.rest is not None:
                value = self.read(record.rest, child, name)
            else:
                unknown.append(name)
                continue
            if value is None:
                entry.whole = False
            else:
                values[name] = value
        self._complete(entry, unknown)
        return entry

    def _complete(self, entry: Entry, unknown: list[str]) -> None:
        """Report keys that are unknown, missing, or cannot stand together."""
        record, present = entry.record, entry.node.items
        missing = record.required - present.keys() if record.required else frozenset[str]()
        for name in unknown:
            help = did_you_mean(name, list(record.keys), "known keys: " + ", ".join(record.keys))
            self.source.at(
                entry.node.keys[name], "E101", f"unknown key {quote(name)} in {record.name}", help
            )
            # A misspelt key is one mistake, not a missing key besides.
            missing -= {key for key in missing if help == f"did you mean {quote(key)}?"}
        for name in sorted(missing):
            self._missing(record.name, entry.node, name, record.keys[name].doc)
        clash = self._clash(entry)
        if unknown or missing or clash:
            entry.whole = False

    def _clash(self, entry: Entry) -> bool:
        record, present = entry.record, entry.node.items
        exactly = [name for name in record.one_of if name in present]
        if record.one_of and len(exactly) != 1:
            choice = " or ".join(f"'{name}'" for name in record.one_of)
            few = "neither" if not exactly else "both"
            message = f"{record.name} needs {choice}, and has {few}"
            self._at_first_key(entry.node, "E102" if not exactly else "E113", message)
            return True
        rivals = [name for name in record.rivals if name in present]
        if len(rivals) > 1:
            message = f"{record.name} has {' and '.join(quote(name) for name in rivals)}"
            self.source.at(entry.node.keys[rivals[1]], "E119", message, "write two checks")
            return True
        if record.any_of and not any(name in present for name in record.any_of):
            self._missing(record.name, entry.node, record.any_of[0], "nothing is in it")
            return True
        return False

    # Reporting

    def _missing(self, name: str, node: Map, key: str, doc: str) -> None:
        self._at_first_key(node, "E102", f"{name} without {quote(key)}", f"{key}: {doc}")

    def _at_first_key(self, node: Map, code: str, message: str, help: str = "") -> None:
        first: Node = next(iter(node.keys.values()), node)
        self.source.at(first, code, message, help)

    def _wrong(self, node: Node, what: str, wanted: str, help: str = "") -> None:
        if node.__class__ is Scalar and node.plain and not node.value:
            return self._nothing(node, what, wanted)
        found = {Scalar: "a text", List: "a list", Map: "a map"}.get(node.__class__, "this")
        if node.__class__ is Scalar:
            found = quote(node.value)
        self.source.at(node, "E103", f"{quote(what)} must be {wanted}, not {found}", help)
        return None

    def _nothing(self, node: Node, what: str, wanted: str) -> None:
        self.source.at(node, "E103", f"{quote(what)} is empty", f"write {wanted}")


@cache
def _pattern(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


def _is_placeholder(node: Node) -> bool:
    """``{lr}`` without quotes: YAML reads a map whose only value is empty."""
    if node.__class__ is not Map or len(node.items) != 1:
        return False
    (value,) = node.items.values()
    return value.__class__ is Scalar and value.plain and value.value == ""


def _how_to_quote(node: Node) -> str:
    if node.__class__ is Map and _is_placeholder(node):
        (name,) = node.items
        return f'put it in quotes: "{{{name[:20]}}}"'
    if node.__class__ in (Map, List):
        return "text that starts with { or [ needs quotes"
    return ""


def _are(count: int) -> str:
    return {0: "is none", 1: "is one"}.get(count, f"are {count}")
