"""Where the things in a deck file begin and end, comments that belong to them included."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.deck.edit.draft import Draft
from quizapp.deck.tree import List, Map, Node, Scalar


@dataclass(frozen=True, slots=True)
class Slot:
    """An item of a list, or an entry of a map.

    ``start`` and ``end`` are indices of its own text. In block style it owns whole lines, from
    ``first`` to before ``last`` (counted from 0): comments right above it, and those below that are
    indented further. ``column`` is where its dash or key stands.
    """

    start: int
    end: int
    first: int
    last: int
    column: int


def is_flow(draft: Draft, node: List | Map) -> bool:
    """Whether it is written in brackets or braces."""
    return draft.text[node.start.index : node.start.index + 1] in ("[", "{")


def end_of(draft: Draft, node: Node) -> int:
    """The index after the last character of a node's own text."""
    text = draft.text
    if isinstance(node, Scalar):
        start, end = node.start.index, node.end.index
        header = text[start:end].partition("\n")[0]
        if header[:1] in ("|", ">") and "+" not in header.partition("#")[0]:
            return start + len(text[start:end].rstrip())
        return end
    if isinstance(node, List):
        end = max((end_of(draft, item) for item in node.items), default=node.start.index + 1)
    elif isinstance(node, Map):
        keys = (key.end.index for key in node.keys.values())
        values = (end_of(draft, value) for value in node.items.values())
        end = max((*keys, *values), default=node.start.index + 1)
    else:
        return node.end.index
    return _closed(text, end) if is_flow(draft, node) else end


def _closed(text: str, at: int) -> int:
    """Past the bracket that closes what ends at ``at``: only blanks and comments come before it."""
    while text[at] not in "]}":
        if text[at] == "#":
            at = text.index("\n", at)
        at += 1
    return at + 1


def slots(draft: Draft, node: List | Map) -> list[Slot]:
    """The items of a list or the entries of a map, in their order."""
    if isinstance(node, List):
        heads = [(item.start.index, item.start.line, end_of(draft, item)) for item in node.items]
    else:
        heads = [
            (key.start.index, key.start.line, end_of(draft, node.items[name]))
            for name, key in node.keys.items()
        ]
    column = node.start.column
    if is_flow(draft, node):
        return [Slot(start, end, line, line, column) for start, line, end in heads]
    found: list[Slot] = []
    floor = 0
    for start, line, end in heads:
        if isinstance(node, List):
            line = _dash(draft, line, column)
        last = _last(draft, line, end, column)
        found.append(Slot(start, end, _first(draft, line, column, floor), last, column))
        floor = last
    return found


def _dash(draft: Draft, line: int, column: int) -> int:
    """The line of an item's dash: it may stand above the item itself."""
    while line > 0:
        written = draft.lines[line]
        if written[column : column + 1] == "-" and not written[:column].strip():
            break
        line -= 1
    return line


def _first(draft: Draft, line: int, column: int, floor: int) -> int:
    """The first of the comment lines right above, which are not indented further."""
    while line > floor and 0 <= _comment(draft.lines[line - 1]) <= column:
        line -= 1
    return line


def _last(draft: Draft, line: int, end: int, column: int) -> int:
    """Past the last line, and past comments below it that are indented further."""
    after = draft.line_at(max(end - 1, 0)) + 1
    at = after
    while at < len(draft.lines):
        place = _comment(draft.lines[at])
        if place > column:
            after = at + 1
        elif place >= 0 or draft.lines[at].strip():
            break
        at += 1
    return max(after, line + 1)


def _comment(line: str) -> int:
    """The column of a line that is only a comment; -1 of any other."""
    bare = line.lstrip()
    return len(line) - len(bare) if bare.startswith("#") else -1
