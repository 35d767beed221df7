"""A small part of TeX as plain Unicode: what cards need of it. Not a typesetter.

Text outside of ``$…$`` is left alone; a ``$`` without a partner, or one that stands before a space
or a digit's price tag (``$5``), is left alone as well. What is not known stays as it was written.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from quizapp.text.symbols import ACCENTS, SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS

MATHS = re.compile(r"(?<![\\$])\$(?![\s$])((?:[^$\n\\]|\\.)+?)(?<![\s\\])\$(?![0-9$])")
"""A formula in a text, with its dollars; its first group is the TeX."""

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}^_]|[^\\{}^_]", re.DOTALL)
_LONGEST = 2_000
_DEEPEST = 12
_PLAIN_GROUP = ("text", "mathrm", "operatorname", "mathbf", "mathit", "mathcal", "boldsymbol")
_DROPPED = ("left", "right", "displaystyle", "big", "Big", "bigl", "bigr", "limits")
_FRACTIONS = ("frac", "dfrac", "tfrac")
_KNOWN = frozenset((*_FRACTIONS, "sqrt", *ACCENTS, *_PLAIN_GROUP, *_DROPPED, *SYMBOLS))

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
"""Code in a text, with its backticks."""


def to_unicode(tex: str) -> str:
    r"""``tex`` with each ``$…$`` in it as Unicode: ``$\hat m_t/\sqrt{v}$`` is ``m̂ₜ/√v``."""
    if "$" not in tex:
        return tex
    return MATHS.sub(lambda found: _maths(found[1]), tex)


def outside_code(text: str) -> list[str]:
    """The parts of a card's text that are not `code`, where ``$`` means something."""
    return CODE.split(text)


def without_maths(text: str) -> str:
    """The text with each ``$…$`` taken out."""
    return MATHS.sub("", text)


def unknown_commands(tex: str) -> list[str]:
    r"""Commands in ``$…$`` that stay as they were written, such as ``\betaa``, each once."""
    commands = (
        token
        for maths in MATHS.finditer(tex)
        for token in _TOKEN.findall(maths[1])
        if token.startswith("\\") and len(token) > 2 and token[1:] not in _KNOWN
    )
    return list(dict.fromkeys(commands))


def _maths(source: str) -> str:
    if len(source) > _LONGEST:
        return source
    return normalize("NFC", _Maths(_TOKEN.findall(source)).all())


class _Maths:
    """Reads tokens from left to right; groups nest at most ``_DEEPEST`` deep."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def all(self) -> str:
        made = ""
        while self._at < len(self._tokens):
            made += self._item()
        return made

    def _next(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += 1
        return token

    def _item(self) -> str:
        """One symbol, group, script or command as text."""
        token = self._next()
        if token == "{":
            return self._group()
        if token == "^":
            return _script(self._argument(), SUPERSCRIPTS, "^")
        if token == "_":
            return _script(self._argument(), SUBSCRIPTS, "_")
        if token.startswith("\\"):
            return self._command(token[1:])
        return "" if token == "}" else "−" if token == "-" else token

    def _group(self) -> str:
        """What stands up to the closing brace, which may be missing."""
        if self._depth == _DEEPEST:
            return "{"
        self._depth += 1
        made = ""
        while self._at < len(self._tokens) and self._tokens[self._at] != "}":
            made += self._item()
        self._at += 1
        self._depth -= 1
        return made

    def _argument(self) -> str:
        """The next thing: a group without its braces, or one symbol."""
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        if self._depth == _DEEPEST:
            return self._next()
        self._depth += 1
        made = self._item() if self._at < len(self._tokens) else ""
        self._depth -= 1
        return made

    def _command(self, name: str) -> str:
        if name in _FRACTIONS:
            return f"{_closed(self._argument())}/{_closed(self._argument())}"
        if name == "sqrt":
            return f"√{_closed(self._argument())}"
        if name in ACCENTS:
            return _accented(self._argument(), ACCENTS[name])
        if name in _PLAIN_GROUP:
            return self._argument()
        if name in _DROPPED:
            return ""
        return SYMBOLS.get(name, name if len(name) == 1 else f"\\{name}")


def _accented(text: str, accent: str) -> str:
    return text[:1] + accent + text[1:]


def _script(text: str, table: dict[str, str], sign: str) -> str:
    """Raised or lowered, if every character can be; else written with its sign."""
    if text and all(character in table for character in text):
        return "".join(table[character] for character in text)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _closed(text: str) -> str:
    """In brackets, unless it is one thing anyway."""
    is_one = text.isalnum() or sum(not _is_mark(character) for character in text) == 1
    return text if is_one else f"({text})"


def _is_mark(character: str) -> bool:
    """Belongs to the symbol before it: an accent, an index, an exponent."""
    return (
        "\u0300" <= character <= "\u036f"
        or character in SUBSCRIPTS.values()
        or character in SUPERSCRIPTS.values()
    )
