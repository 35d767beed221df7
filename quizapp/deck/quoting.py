"""How a text is written in YAML so that it is read back as the same text. Knows no deck."""

from __future__ import annotations

import re

# What some reader of YAML, ours or an editor's, takes for another thing than a text.
_TYPED = re.compile(
    r"[-+]?\.?[0-9][0-9a-fA-F_.:xoTtZz+-]*|[-+]?\.(?:inf|nan)|~|<<|=|null|true|false|yes|no|on|off|[yn]",
    re.IGNORECASE,
)
_STARTS = frozenset("-?:,[]{}#&*!|>'\"%@`.")
_TEARS = re.compile(r":(?=\s|$)|\s#|[\t\n]")
_TEARS_FLOW = re.compile(r"[:,\[\]{}\t\n]|\s#")


def one_line(text: str, *, flow: bool = False) -> str:
    """A text without line breaks, in quotes only where it needs them.

    ``flow`` means within braces or brackets, where commas and colons divide.
    """
    return text if is_plain(text, flow=flow) else quoted(text)


def quoted(text: str) -> str:
    """A text without line breaks in quotes.

    Double quotes are for texts without a backslash: an escape is never needed, since decks hold
    no control characters, and would be mistaken for TeX.
    """
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text is read back as this text, and as no number or truth value, unquoted."""
    return (
        bool(text)
        and text[0] not in _STARTS
        and text == text.strip()
        and (_TEARS_FLOW if flow else _TEARS).search(text) is None
        and _TYPED.fullmatch(text) is None
    )


def literal(text: str) -> list[str]:
    """A text of several lines as a block: its ``|`` and its lines, to be indented by two more.

    A block that ends in an empty line keeps the line breaks at its end: nothing but those lines
    may stand between it and what follows.
    """
    lines = text.removesuffix("\n").split("\n")
    chomp = "-" if not text.endswith("\n") else "" if lines[-1] else "+"
    return [f"|{indicator(lines)}{chomp}", *lines]


def indicator(lines: list[str]) -> str:
    """What says that a block is indented by 2, when its first lines do not show it."""
    for line in lines:
        if line.startswith((" ", "\t")):
            return "2"
        if line:
            break
    return ""
