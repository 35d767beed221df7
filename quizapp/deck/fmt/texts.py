"""Single texts restyled: quotes only where needed, blocks and line breaks as they were."""

from __future__ import annotations

import re

from quizapp.deck.quoting import indicator, literal, one_line, quoted
from quizapp.deck.tree import Scalar

_HEADER = re.compile(r"([|>])[0-9]?([+-]?)[0-9]?[ \t]*(#.*)?")
_ESCAPE = re.compile(r"\\[^\\\"]")


def restyled(written: str, node: Scalar, *, flow: bool) -> str:
    """A value that is written within a line.

    Quotes go where they are not needed, but in brackets they stay: beside a text that needs them
    and commas that do not belong to it, a text reads better in quotes as well. Escapes of single
    characters are the author's.
    """
    if node.plain or (written[0] == '"' and _ESCAPE.search(written.replace("\\\\", ""))):
        return written
    return quoted(node.value) if flow else one_line(node.value)


def folded(written: str, node: Scalar) -> list[str]:
    """A value of several lines that is no block: its lines, to be indented from the second on."""
    first, *rest = written.split("\n")
    lines = [first, *(line.lstrip(" \t") for line in rest)]
    return [line.rstrip(" \t") for line in lines] if node.plain else lines


def block(written: str, node: Scalar) -> tuple[list[str], str]:
    """A ``|`` or ``>`` block: its lines, to be indented from the second on, and the comment that
    stands in its first line.
    """
    head, *lines = written.split("\n")
    header = _HEADER.fullmatch(head.rstrip())
    assert header is not None
    value = node.value
    style, chomp, comment = header[1], header[2], header[3] or ""
    if not value.strip():
        return (literal(value) if value else ['""']), comment
    lines = _dedented(lines, value)
    while not lines[-1]:
        lines.pop()
    if not value.endswith("\n"):
        chomp = "-"
    elif chomp == "+":
        more = len(value) - len(value.rstrip("\n")) - 1
        lines += [""] * more
        chomp = "+" if more else ""
    return [f"{style}{indicator(lines)}{chomp}", *lines], comment


def _dedented(lines: list[str], value: str) -> list[str]:
    """The lines without the indentation that is not part of the text."""
    inside = next(_spaces(line) for line in value.split("\n") if line.strip())
    written = next(_spaces(line) for line in lines if line.strip())
    return [line[written - inside :] for line in lines]


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
