"""YAML's event stream built into a tree, within limits and without recursion. No meaning yet.

Only libyaml's events are used, never its composer or constructor: those crash on deep nesting,
expand aliases and guess types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from quizapp.deck import limits
from quizapp.deck.report import quote
from quizapp.deck.source import Source
from quizapp.deck.syntax import TEX_ESCAPE, report_syntax
from quizapp.deck.tree import List, Map, Node, Refused, Scalar
from quizapp.text.clean import forbidden

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_NO_KEY = Scalar("", False, yaml.Mark("", 0, 0, 0, None, 0), yaml.Mark("", 0, 0, 0, None, 0))
"""Stands for a key that was refused, and whose value nobody reads."""


class _Stop(Exception):  # noqa: N818 - not an error: the reading ends here, reported already
    """A limit was passed; reading on could not be afforded."""


def parse(source: Source) -> Node | None:
    """The tree of a file; problems go to ``source``. ``None`` when there is no tree to read."""
    builder = _Builder(source)
    loader = _Loader(source.text)
    try:
        builder.run(loader.get_event)
    except _Stop:
        return None
    except yaml.MarkedYAMLError as error:
        report_syntax(source, error)
        return None
    finally:
        loader.dispose()
    return builder.root


class _Builder:
    """Takes events one by one; ``stack`` holds the lists and maps that are still open."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.stack: list[List | Map] = []
        self.nodes = 0
        self.documents = 0

    def run(self, get_event: Callable[[], Any]) -> None:
        take: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open_map,
            yaml.SequenceStartEvent: self._open_list,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.DocumentEndEvent: _ignore,
            yaml.StreamStartEvent: _ignore,
        }
        while (event := get_event()).__class__ is not yaml.StreamEndEvent:
            take[event.__class__](event)

    def _scalar(self, event: Any) -> None:
        value: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
            if event.tag is not None:
                self._place(Refused(event.start_mark, event.end_mark))
                return
        node = Scalar(
            value, event.style is None or not event.style, event.start_mark, event.end_mark
        )
        if len(value) > limits.TEXT:
            message = f"a text of {len(value)} characters; the limit is {limits.TEXT}"
            self.source.at(node, "E109", message, "split it into several cards")
            self._place(Refused(node.start, node.end))
            return
        if event.style == '"':
            self._escapes(node)
        self._place(node)

    def _escapes(self, node: Scalar) -> None:
        r"""Double quotes turn ``\alpha`` into a bell and ``lpha``: say so."""
        found = forbidden(node.value)
        if found is None and "\t" not in node.value and "\n" not in node.value:
            return
        written = self.source.text[node.start.index : node.end.index]
        tex = TEX_ESCAPE.search(written)
        if tex is not None:
            message = f"{quote(tex.group(1))} in double quotes is an escape, not a backslash"
            self.source.at(node, "E106", message, f"use single quotes, or write \\{tex.group(1)}")
        elif found is not None:
            message = f"an escape makes {found[1]}, which is not allowed in a deck"
            self.source.at(node, "E106", message, "delete it, or use single quotes")

    def _open_map(self, event: Any) -> None:
        self._open(event, Map(event.start_mark, event.end_mark))

    def _open_list(self, event: Any) -> None:
        self._open(event, List(event.start_mark, event.end_mark))

    def _open(self, event: Any, node: List | Map) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        if len(self.stack) >= limits.DEPTH:
            message = f"nested more than {limits.DEPTH} deep"
            self.source.at(node, "E109", message, "a deck needs far less; is a bracket left open?")
            raise _Stop
        # Under a tag it might be anything; what is in it is read past.
        self._place(node if event.tag is None else Refused(node.start, node.end))
        self.stack.append(node)

    def _close(self, _event: Any) -> None:
        self.stack.pop()

    def _place(self, node: Node) -> None:
        """Put a finished or just opened node where it belongs."""
        self.nodes += 1
        if self.nodes > limits.NODES:
            self.source.at(node, "E109", f"more than {limits.NODES} values in one file")
            raise _Stop
        if not self.stack:
            if self.root is None:
                self.root = node
            return
        parent = self.stack[-1]
        # A list or map without end is refused as it grows, not when it has been read.
        if len(parent.items) >= limits.ITEMS and (isinstance(parent, List) or parent.key is None):
            what = "a list" if isinstance(parent, List) else "a map"
            message = f"{what} of more than {limits.ITEMS} values"
            self.source.at(node, "E109", message, "make several decks of it")
            raise _Stop
        if isinstance(parent, List):
            parent.items.append(node)
        elif parent.key is None:
            self._key(parent, node)
        else:
            self._value(parent, parent.key, node)

    def _key(self, parent: Map, node: Node) -> None:
        if not isinstance(node, Scalar):
            if not isinstance(node, Refused):
                message = "a key must be plain text"
                self.source.at(
                    node, "E103", message, "a value that starts with { or [ needs quotes"
                )
            parent.key = _NO_KEY
        else:
            parent.key = node

    def _value(self, parent: Map, key: Scalar, node: Node) -> None:
        parent.key = None
        if key is _NO_KEY:
            return
        name = key.value
        if name in parent.keys:
            first = parent.keys[name].start.line + 1
            message = f"the key {quote(name)} is here twice (first on line {first})"
            self.source.at(key, "E108", message, "remove one of the two")
        elif name == "<<" and key.plain:
            self.source.at(key, "E107", "merge keys are not used in decks", "write the keys out")
        else:
            parent.keys[name] = key
            parent.items[name] = node

    def _alias(self, event: Any) -> None:
        node = Refused(event.start_mark, event.end_mark)
        self.source.at(
            node, "E107", "aliases (*) are not used in decks", "write it out, or quote the text"
        )
        self._place(node)

    def _refuse(self, event: Any) -> None:
        what = "tags (!)" if event.tag is not None else "anchors (&)"
        node = Refused(event.start_mark, event.end_mark)
        self.source.at(
            node, "E107", f"{what} are not used in decks", "remove it, or quote the text"
        )

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            node = Refused(event.start_mark, event.end_mark)
            self.source.at(node, "E107", "a second document starts here", "one deck, one file")
            raise _Stop


def _ignore(_event: Any) -> None:
    """Events that carry nothing a deck needs."""
