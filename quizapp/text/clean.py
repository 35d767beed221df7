"""The only door for untrusted text to a terminal, and what a deck may not contain. No rendering."""

from __future__ import annotations

import re

_TAB = "    "

# What can drive a terminal, turn the reading direction, or hide: C0 (but tab and newline), DEL and
# C1; soft hyphen; bidi controls; zero-width characters (but the joiners that emoji and several
# scripts need); line separators; tag characters; surrogates and non-characters.
_REFUSED = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e00ff"
)
_refused = re.compile(f"[{_REFUSED}]")
_unclean = re.compile(f"[\t{_REFUSED}]")


def clean(s: str) -> str:
    """``s`` with everything that could drive or deceive a terminal made visible.

    Newlines stay, a tab becomes four spaces, ESC becomes ``␛``, U+202E becomes ``<U+202E>``.
    Cleaning what is clean changes nothing.
    """
    return _unclean.sub(_visible, s) if _unclean.search(s) else s


def clean_line(s: str) -> str:
    """``clean``, and newlines made visible too: for text that must stay on its line."""
    return clean(s).replace("\n", "␤")


def forbidden(s: str) -> tuple[int, str] | None:
    """Index and name of the first character that no deck may contain, or ``None``."""
    found = _refused.search(s)
    return (found.start(), name_of(found.group())) if found else None


def name_of(character: str) -> str:
    """``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    import unicodedata

    code = ord(character)
    fallback = "control character" if code < 0xA0 else "hidden character"
    return f"U+{code:04X} {unicodedata.name(character, fallback)}"


def _visible(found: re.Match[str]) -> str:
    character = found.group()
    code = ord(character)
    if character == "\t":
        return _TAB
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"
