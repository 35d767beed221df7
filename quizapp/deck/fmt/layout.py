"""A file's tree with what YAML throws away: the comments, each beside what it is about, and the
empty lines. Reads only; ``write`` writes it.

A comment is found in the gaps between values, where nothing else can have a ``#``. One on the line
of a value belongs to that entry, one on a line of its own to the next entry, unless it is indented
deeper: then to the end of the block in whose column it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar

_IN_GAP = re.compile(r"#[^\n]*|[-}\]]")


@dataclass(slots=True)
class Comment:
    """A comment on a line of its own; ``blank``: an empty line comes before it."""

    text: str
    blank: bool = False


@dataclass(slots=True, eq=False)
class Entry:
    """A key and its value, or an item of a list (which has no key); the whole file is one, too.

    ``made`` is a value that was not in the file, as it is to be written.
    """

    key: Scalar | None
    value: Node
    blank: bool = False
    above: list[Comment] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    block: Block | None = None
    made: str = ""


@dataclass(slots=True, eq=False)
class Block:
    """The entries of a map or list. ``flow``: in braces or brackets, from ``start`` to ``end``
    (an item like ``a: 1`` in a list in brackets has none of its own: not ``bracketed``).
    """

    holder: Entry
    node: List | Map
    flow: bool
    bracketed: bool
    end: int = -1
    entries: list[Entry] = field(default_factory=list)
    below: list[Comment] = field(default_factory=list)

    @property
    def column(self) -> int:
        return self.node.start.column


def layout(source: Source, root: Map) -> Entry:
    """The file as an entry; the comments at its top are above it."""
    return _Builder(source).build(root)


class _Builder:
    """Goes through a tree in the order of the text; ``at`` is the end of what it has passed."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.at = 0
        self.open: list[Block] = []

    def build(self, root: Map) -> Entry:
        whole = self.last = Entry(None, root)
        self._block(whole, root)
        self._gap(len(self.text), None, -1)
        if whole.block is not None and whole.block.entries:
            first = whole.block.entries[0]
            whole.above, first.above = first.above, []
            whole.blank, first.blank = first.blank, False
        return whole

    def _block(self, holder: Entry, node: List | Map) -> None:
        bracketed = self._bracketed(node)
        flow = bracketed or bool(self.open and self.open[-1].flow)
        block = holder.block = Block(holder, node, flow, bracketed)
        depth = len(self.open)
        self.open.append(block)
        if bracketed:
            self.at, self.last = node.end.index, holder
        for key, value in _children(node):
            entry = Entry(key, value)
            first = key or value
            self._gap(first.start.index, entry, depth)
            entry.blank = self._blank_above(first.start.index)
            block.entries.append(entry)
            if key is not None:
                self.at, self.last = key.end.index, entry
            self._value(entry, value)

    def _value(self, entry: Entry, value: Node) -> None:
        if entry.key is not None and (isinstance(value, Scalar) or self._bracketed(value)):
            for found in _IN_GAP.finditer(self.text, self.at, value.start.index):
                if found[0][0] == "#":
                    entry.beside.append(found[0].rstrip())
        if isinstance(value, (List, Map)):
            self._block(entry, value)
        else:
            self.at, self.last = value.end.index, entry

    def _bracketed(self, node: Node) -> bool:
        return self.text.startswith(("{", "["), node.start.index, node.end.index)

    def _gap(self, until: int, entry: Entry | None, depth: int) -> None:
        """Give the comments up to ``until`` to whom they belong.

        ``entry``, which starts there, is one of the block at ``depth`` among those open; all
        deeper ones end in this gap. Without an entry, all end.
        """
        inside = len(self.open) - 1  # how deep a comment can still belong
        about, closed, dash = self.last, None, -1
        for found in _IN_GAP.finditer(self.text, self.at, until):
            index, comment = found.start(), Comment(found[0].rstrip())
            if comment.text == "-":
                dash = index
            elif comment.text in "}]":
                closed = self._close(index) or closed
                about = closed.holder if closed and self._one_line(closed) else about
            elif dash >= 0 and self._is_within(entry, dash, index):
                until = self.text.rfind("\n", 0, index)
                break
            elif self._same_line(self.at, index):
                about.beside.append(comment.text)
            elif closed and self._same_line(closed.end, index):
                self._place(comment, closed, entry)
            else:
                comment.blank = self._blank_above(index)
                inside = self._owner(index, min(inside, len(self.open) - 1), depth, dash >= 0)
                self._place(comment, self.open[inside] if inside > depth else None, entry)
        del self.open[depth + 1 :]
        self.at = until

    def _is_within(self, entry: Entry | None, dash: int, index: int) -> bool:
        """Whether a place below the line of a dash is in the block that follows it."""
        if entry is None or isinstance(entry.value, Scalar) or self._bracketed(entry.value):
            return False
        return "\n" in self.text[dash:index]

    def _place(self, comment: Comment, block: Block | None, entry: Entry | None) -> None:
        """Put a comment at the end of a block, else above the next entry."""
        if block is not None and not block.entries:
            block.holder.beside.append(comment.text)
        elif block is not None:
            block.below.append(comment)
        elif entry is not None:
            entry.above.append(comment)
        else:
            self.open[0].below.append(comment)

    def _owner(self, index: int, inside: int, depth: int, dashed: bool) -> int:
        """How deep the block is whose end a comment stands at; ``depth``: it is the next entry's.

        ``dashed``: it stands after the dash of the next item.
        """
        if dashed or inside <= depth:
            return depth
        if self.open[-1].flow:
            return inside
        column = index - (self.text.rfind("\n", 0, index) + 1)
        if depth >= 0 and column <= self.open[depth].column:
            return depth
        columns = [block.column for block in self.open[depth + 1 : inside + 1]]
        near = max((one for one in columns if one <= column), default=None)
        return depth if near is None else depth + 1 + columns.index(near)

    def _close(self, index: int) -> Block | None:
        """A closing bracket ends the innermost block that has one of its own."""
        while self.open and self.open[-1].flow:
            block = self.open.pop()
            if block.bracketed:
                block.end = index + 1
                return block
        return None

    def _one_line(self, block: Block) -> bool:
        return "\n" not in self.text[block.node.start.index : block.end]

    def _same_line(self, at: int, index: int) -> bool:
        """Whether a place is on the line on which something ended."""
        return at > 0 and self.text.find("\n", at - 1, index) < 0

    def _blank_above(self, index: int) -> bool:
        """Whether the line above that of a place is there and empty."""
        start = self.text.rfind("\n", 0, index)
        return start >= 0 and not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()


def _children(node: List | Map) -> list[tuple[Scalar | None, Node]]:
    if isinstance(node, Map):
        return [(node.keys[name], value) for name, value in node.items.items()]
    return [(None, value) for value in node.items]
