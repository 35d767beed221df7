"""Reads a tree as the kinds say, reporting every problem. Knows no key by name; see ``spec``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from quizapp.deck.complain import how_to_quote, is_placeholder, no_map, wrong
from quizapp.deck.kinds import Either, Key, Kind, Many, OneOf, Record, Table, Variants
from quizapp.deck.model import LocalText
from quizapp.deck.report import quote
from quizapp.deck.source import Source
from quizapp.deck.synonyms import SAID_FOR
from quizapp.deck.tree import List, Map, Node, Refused, Scalar
from quizapp.deck.values import READERS, is_word
from quizapp.text.near import nearest


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


class Reader:
    """Reads the nodes of one file. A value that cannot be read comes back as ``None``."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._how: dict[type, Callable[[Any, Any, str], Any]] = {
            Many: self._many,
            Table: self._table,
            Record: self._record,
            Variants: self._variants,
            Either: self._either,
        }

    def read(self, kind: Kind, node: Node, what: str) -> Any:
        """The value of ``node`` as ``kind``; ``what`` names it in messages."""
        if isinstance(node, Refused):
            return None
        single = READERS.get(kind.__class__)
        if single is not None:
            return single(self.source, kind, node, what)
        return self._how[kind.__class__](kind, node, what)

    def _many(self, kind: Many, node: Node, what: str) -> tuple[Any, ...] | None:
        if not isinstance(node, List) and not kind.lone:
            wrong(self.source, node, what, "a list", "start each item with '- '")
            return None
        children: list[Node] = node.items if isinstance(node, List) else [node]
        if not self._right_many(kind, node, len(children), what):
            return None
        items = [self.read(kind.item, child, what) for child in children]
        whole = not kind.unique or self._unique(children, items, what)
        if all(_counts(kind, child) for child in children):
            whole = all([self._having(kind, node, children, what), whole])
        # Records in a list report themselves, and may be used though others are broken.
        if None in items and not isinstance(kind.item, (Record, Variants)):
            return None
        return tuple(items) if whole else None

    def _right_many(self, kind: Many, node: Node, count: int, what: str) -> bool:
        if kind.most is not None and count > kind.most:
            message = f"{quote(what)} has {count} items; the limit is {kind.most}"
            self.source.at(node, "E109", message, "leave some out")
            return False
        if count < kind.least:
            few = "is an empty list" if not count else f"has only {count} item"
            code = "E115" if what == "items" else "E113" if kind.having else "E112"
            self.source.at(node, code, f"{quote(what)} {few}", f"write at least {kind.least}")
            return False
        return True

    def _unique(self, nodes: list[Node], items: list[Any], what: str) -> bool:
        """No item twice; of texts, not even in one of their languages."""
        seen: set[Any] = set()
        for node, item in zip(nodes, items, strict=True):
            if item is None:
                continue
            names = set(item.by_lang) if isinstance(item, LocalText) else {item}
            if seen & names:
                code = "E115" if what == "items" else "E111"
                self.source.at(node, code, f"this is in {quote(what)} twice", "remove one")
                return False
            seen |= names
        return True

    def _having(self, kind: Many, node: Node, children: list[Node], what: str) -> bool:
        for key, least, most in kind.having:
            count = sum(isinstance(child, Map) and key in child.items for child in children)
            if count < least or (most is not None and count > most):
                must = "exactly one" if most == 1 else "at least one"
                message = f"{must} of the {what} must be {key}; here {_are(count)}"
                too_many = bool(count >= least and kind.or_else)
                help = kind.or_else if too_many else f"mark it with '{key}:'"
                self.source.at(node, "E113", message, help)
                return False
        return True

    def _table(self, kind: Table, node: Node, what: str) -> dict[str, Any] | None:
        if not isinstance(node, Map) or is_placeholder(node):
            wrong(
                self.source, node, what, "a map of names", how_to_quote(node, "write `name: value`")
            )
            return None
        if len(node.items) < kind.least:
            self.source.at(node, "E112", f"{quote(what)} is empty", "leave the key out")
            return None
        read: dict[str, Any] = {}
        for name, child in node.items.items():
            if is_word(self.source, kind.name, node.keys[name], f"a name in {what}"):
                read[name] = self.read(kind.value, child, name)
        broken = len(read) < len(node.items) or None in read.values()
        # As in lists: records report themselves.
        if broken and not isinstance(kind.value, (Record, Variants)):
            return None
        return read

    def _either(self, kind: Either, node: Node, what: str) -> Any:
        is_record = isinstance(node, Map) and not is_placeholder(node)
        return self.read(kind.record if is_record else kind.plain, node, what)

    def _variants(self, kind: Variants, node: Node, _what: str) -> Entry | None:
        if not isinstance(node, Map):
            no_map(self.source, node, kind.name, kind.tag)
            return None
        tag = node.items.get(kind.tag)
        record = kind.records.get(tag.value) if isinstance(tag, Scalar) else None
        if record is None:
            self._of_no_sort(kind, node)
            return None
        return self._record(record, node, _what, kind)

    def _of_no_sort(self, kind: Variants, node: Map) -> None:
        """Report the tag, and what would be wrong in a record of any sort."""
        records = kind.records.values()
        known = {name: key for record in records for name, key in record.keys.items()}
        every = Record(kind.name, {**known, kind.tag: _tag(kind)})
        entry = Entry(every, node)
        missing = frozenset(
            name
            for name, key in every.keys.items()
            if name not in node.items and key.required and all(name in one.keys for one in records)
        )
        meant: set[str | None] = set()
        for name, child in node.items.items():
            if name not in known:
                open_ended = any(record.rest for record in records)
                meant.add(None if open_ended else self._unknown(entry, name, missing, None))
            elif name == kind.tag or all(one.keys.get(name) == known[name] for one in records):
                self.read(every.keys[name].kind, child, name)
        self._miss(every, node, missing - meant)

    def _record(
        self, record: Record, node: Node, _what: str, family: Variants | None = None
    ) -> Entry | None:
        if not isinstance(node, Map):
            needed = (name for name in record.keys if name in record.required)
            no_map(self.source, node, record.name, next(needed, next(iter(record.keys))))
            return None
        entry = Entry(record, node)
        unknown: list[str] = []
        for name, child in node.items.items():
            key = record.keys.get(name)
            kind = key.kind_among(node.items) if key is not None else record.rest
            if kind is None:
                unknown.append(name)
                continue
            value = self.read(kind, child, name)
            if value is None:
                entry.whole = False
            else:
                entry.values[name] = value
        missing = record.required - node.items.keys()
        # A misspelt key is one mistake, not a missing key besides.
        meant = {self._unknown(entry, name, missing, family) for name in unknown}
        self._miss(record, node, missing - meant)
        if self._clash(entry, meant) or unknown or missing:
            entry.whole = False
        return entry

    def _unknown(
        self, entry: Entry, name: str, missing: frozenset[str], family: Variants | None
    ) -> str | None:
        """Report a key that the record does not have; returns the one that was meant, if clear."""
        record = entry.record
        begun = [key for key in missing if key.startswith(name)]
        # A begun key is too short to be near to anything: `a` for `answer`.
        meant = begun[0] if len(begun) == 1 else _same_thing(name, entry)
        meant = meant or nearest(name, record.keys)
        if name in record.elsewhere:
            help = "remove it: only the deck's own file has it"
        elif meant is not None:
            help = f"did you mean {quote(meant)}?"
        else:
            help = _owners(name, family) or "known keys: " + ", ".join(record.keys)
        message = f"unknown key {quote(name)} in {record.name}"
        self.source.at(entry.node.keys[name], "E101", message, help)
        return meant

    def _clash(self, entry: Entry, meant: set[str | None]) -> bool:
        """Report keys that cannot stand together, or none of which is there or was ``meant``."""
        record, node = entry.record, entry.node
        if not meant.isdisjoint((*record.one_of, *record.any_of)):
            return True
        chosen = [name for name in record.one_of if name in node.items]
        if record.one_of and len(chosen) != 1:
            choice = " or ".join(f"'{name}'" for name in record.one_of)
            message = f"{record.name} needs {choice}, and has {'both' if chosen else 'neither'}"
            self._at_first_key(node, "E113" if chosen else "E102", message, "write one of them")
            return True
        rivals = [name for name in record.rivals if name in node.items]
        if len(rivals) > 1:
            message = f"{record.name} has {' and '.join(map(quote, rivals))}"
            self.source.at(node.keys[rivals[1]], "E119", message, "write two checks")
            return True
        if record.any_of and not any(name in node.items for name in record.any_of):
            self._miss(record, node, record.any_of[:1])
            return True
        return False

    def _miss(self, record: Record, node: Map, missing: Iterable[str]) -> None:
        for name in sorted(missing):
            key = record.keys[name]
            meaning = "; ".join(filter(None, (key.doc.partition(";")[0], key.remedy)))
            message = f"{record.name} without {quote(name)}"
            self._at_first_key(node, "E102", message, f"add `{name}: …`: {meaning}")

    def _at_first_key(self, node: Map, code: str, message: str, help: str) -> None:
        first: Node = next(iter(node.keys.values()), node)
        self.source.at(first, code, message, help)


def _counts(kind: Many, child: Node) -> bool:
    """Whether it can be told from its keys what an item is."""
    return isinstance(child, Map) and any(key in child.items for key, _, _ in kind.having)


def _tag(kind: Variants) -> Key:
    words = tuple(kind.records)
    return Key(OneOf(words), f"one of {', '.join(words)}", required=True)


def _same_thing(name: str, entry: Entry) -> str | None:
    """The key, not there yet, for which newcomers write ``name``."""
    free = (key for key in entry.record.keys if key not in entry.node.items)
    return next((key for key in free if name.casefold() in SAID_FOR.get(key, ())), None)


def _owners(name: str, family: Variants | None) -> str:
    """Which of the other kinds of record have a key, if they are few."""
    found = [one.name for one in family.records.values() if name in one.keys] if family else []
    return f"only {' or '.join(found)} has it" if 0 < len(found) <= 2 else ""


def _are(count: int) -> str:
    return {0: "is none", 1: "is one"}.get(count, f"are {count}")
