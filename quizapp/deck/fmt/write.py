"""A layout written out: indentation, brackets, empty lines. The order is decided before."""

from __future__ import annotations

from quizapp.deck.emit import LONGEST_KEY, WIDTH
from quizapp.deck.fmt import texts
from quizapp.deck.fmt.layout import Block, Comment, Entry
from quizapp.deck.lines import add, indented
from quizapp.deck.quoting import one_line
from quizapp.deck.source import Source
from quizapp.deck.tree import Map, Scalar
from quizapp.text.width import cells

_KEPT = 200
"""Cells up to which a line in brackets stays one; several are joined into one up to ``WIDTH``."""


class UnwritableError(Exception):
    """A key that YAML cannot have on the line of its value."""

    def __init__(self, key: Scalar) -> None:
        super().__init__(key.value)
        self.key = key


def write(source: Source, whole: Entry) -> str:
    """The text of a file.

    Raises:
        UnwritableError: it has a key of several lines.
    """
    return "\n".join(_Writer(source.text).file(whole)) + "\n"


class _Writer:
    """Lines are made without the indentation of what they stand in, which is added around them.

    Comments that find no room at their entry move above it while it is written, so what stands
    above an entry is written after it.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def file(self, whole: Entry) -> list[str]:
        lines: list[str] = []
        assert whole.block is not None
        entries = self._block(whole.block, 0, 0)
        for comment in whole.above:
            add(lines, [comment.text], apart=comment.blank)
        add(lines, entries or ["{}"], apart=whole.blank)
        return lines

    def _block(self, block: Block, level: int, at: int) -> list[str]:
        """The entries one below another. Empty lines stay at the top ``level`` and the next, one
        at most; cards are divided by one unless each takes but a line.
        """
        lines: list[str] = []
        loose = level < 2
        key = block.holder.key
        cards = level == 1 and key is not None and key.value == "cards"
        height = 0
        for entry in block.entries:
            own = self._entry(entry, level, at)
            apart = cards and max(len(own), height) > 1
            height = len(own)
            if key is None and not lines:  # between a dash and its item there is no room
                block.holder.above += entry.above
                entry.above = []
            for comment in entry.above:
                add(lines, [comment.text], apart=apart or (loose and comment.blank))
                apart = False
            add(lines, own, apart=apart or (loose and entry.blank))
        for comment in block.below:
            add(lines, [comment.text], apart=loose and comment.blank)
        return lines

    def _entry(self, entry: Entry, level: int, at: int) -> list[str]:
        if isinstance(entry.value, Scalar):
            return self._scalar(entry, entry.value, at)
        block = entry.block
        assert block is not None
        line = self._line(entry, block, at)
        if line is not None:
            return _with_comment(entry, [line], 0)
        if entry.key is None:
            entry.above += [Comment(text) for text in entry.beside]
            first, *rest = self._block(block, level + 1, at + 2)
            return [f"- {first}", *indented(rest)]
        rest = self._block(block, level + 1, at + 2)
        return _with_comment(entry, [_head(entry), *indented(rest)], 0)

    def _scalar(self, entry: Entry, node: Scalar, at: int) -> list[str]:
        written, head = self._written(entry), _head(entry)
        if not written or entry.made:
            return _with_comment(entry, [f"{head} {written}".rstrip()], 0)
        if written[0] in "|>":
            (first, *rest), comment = texts.block(written, node)
            entry.beside += [comment] if comment else []
            return _with_comment(entry, [f"{head} {first}", *indented(rest)], 0)
        if "\n" in written:
            first, *rest = texts.folded(written, node)
        else:
            first, rest = texts.restyled(written, node, flow=False), []
        lines = [f"{head} {first}", *indented(rest)]
        if at + cells(lines[0]) > WIDTH and self._is_below(entry):
            lines = [head, *indented([first, *rest])]
        return _with_comment(entry, lines, -1)

    def _is_below(self, entry: Entry) -> bool:
        """Whether a value starts on a line below its key's."""
        key, value = entry.key, entry.value
        return key is not None and "\n" in self.text[key.end.index : value.start.index]

    def _line(self, entry: Entry, block: Block, at: int) -> str | None:
        """A list or map as one line, if it may be: it is empty, or in brackets already."""
        if not block.entries:
            return f"{_head(entry)} {'{}' if isinstance(block.node, Map) else '[]'}"
        inside = self._flow(block) if block.flow else None
        if inside is None:
            return None
        line = f"{_head(entry)} {inside}"
        was_one = block.bracketed and "\n" not in self.text[block.node.start.index : block.end]
        return line if at + cells(line) <= (_KEPT if was_one else WIDTH) else None

    def _flow(self, block: Block) -> str | None:
        """What is in brackets, in one line; ``None`` where a comment or a line break is in it."""
        parts: list[str] = []
        for entry in block.entries:
            value = self._flow_value(entry)
            if value is None or entry.above or entry.beside:
                return None
            head = "" if entry.key is None else _key(entry.key)
            parts.append(f"{head}: {value}" if head and value else head or value)
        opening, closing = "{}" if isinstance(block.node, Map) else "[]"
        return None if block.below else f"{opening}{', '.join(parts)}{closing}"

    def _flow_value(self, entry: Entry) -> str | None:
        if entry.block is not None:
            return self._flow(entry.block)
        assert isinstance(entry.value, Scalar)
        written = self._written(entry)
        return None if "\n" in written else texts.restyled(written, entry.value, flow=True)

    def _written(self, entry: Entry) -> str:
        """A value as it is in the file, or as it was made."""
        return entry.made or self.text[entry.value.start.index : entry.value.end.index]


def _head(entry: Entry) -> str:
    return "-" if entry.key is None else f"{_key(entry.key)}:"


def _key(key: Scalar) -> str:
    if "\n" in key.value or len(key.value) > LONGEST_KEY:
        raise UnwritableError(key)
    as_it_is = key.plain and key.value and not key.value.endswith(":")
    return key.value if as_it_is else one_line(key.value, flow=True)


def _with_comment(entry: Entry, lines: list[str], place: int) -> list[str]:
    """The lines with the comment beside them; there is room for the last one alone."""
    if entry.beside:
        *more, last = entry.beside
        entry.above += [Comment(text) for text in more]
        lines[place] += f"  {last}"
    return lines
