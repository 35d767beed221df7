"""HTML, as other flashcard programs store it, to the text that decks have. Nothing is fetched.

Code and maths keep their meaning, lists and lines their shape; colours, sizes and weights go
without a word. What carried more than that (pictures, sounds, scripts) is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from quizapp.exchange.maths import to_dollars
from quizapp.exchange.model import Loss
from quizapp.exchange.tags import Tag, tokens
from quizapp.text.symbols import SUBSCRIPTS, SUPERSCRIPTS

LONGEST = 200_000
"""Characters of markup that are read; a card's text is a tenth of that at most."""

_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_SOUND = re.compile(r"\[sound:([^\[\]\n]*)\]")
_BREAKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "tr",
        "ul",
    )
)
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table"))
_MATHJAX = "anki-mathjax"
_CODE = frozenset(("code", "tt", "kbd", "samp"))
_SCRIPTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"sub": SUBSCRIPTS, "sup": SUPERSCRIPTS}
)
_SIGNS = MappingProxyType({"sub": "_", "sup": "^"})
_UNSEEN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "script": ("script", "a script"),
        "style": ("style", "a style sheet"),
        "svg": ("picture", "a drawing (SVG)"),
        "canvas": ("picture", "a drawing"),
        "math": ("maths", "a formula in MathML"),
        "object": ("media", "an embedded object"),
        "iframe": ("media", "an embedded page"),
        "audio": ("sound", "a sound"),
        "video": ("media", "a video"),
        "template": ("script", "a template"),
        "select": ("form", "a list to choose from"),
    }
)
"""Elements that go with all that is in them: how they are counted, and what they were."""
_ALONE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "embed": ("media", "an embedded object"),
        "input": ("form", "a field to fill in"),
        "link": ("style", "a link to a style sheet"),
    }
)


def to_text(markup: str) -> tuple[str, tuple[Loss, ...]]:
    """The text of a piece of HTML, and what could not be kept of it (with no place yet)."""
    losses: list[Loss] = []
    if len(markup) > LONGEST:
        done = f"cut after {LONGEST} characters"
        losses.append(Loss("text", f"{len(markup)} characters of HTML", done))
        markup = markup[:LONGEST]
    reader = _Reader()
    for token in tokens(markup):
        reader.take(token)
    text, sounds = without_sounds(reader.text())
    return text, (*losses, *reader.losses, *sounds)


def without_sounds(text: str) -> tuple[str, tuple[Loss, ...]]:
    """The text without Anki's ``[sound:file]``, and what these were."""
    found = _SOUND.findall(text)
    losses = tuple(Loss("sound", f"the sound {name}", "left out") for name in found)
    return (_SOUND.sub("", text).strip(), losses) if losses else (text, ())


class _Reader:
    """Collects text in ``_made``; ``_held`` are the pieces of an open code, sub or sup."""

    def __init__(self) -> None:
        self.losses: list[Loss] = []
        self._made: list[str] = []
        self._unseen: list[str] = []
        self._lists: list[int | None] = []
        self._held: list[str] = []
        self._holds: str = ""
        self._link = ""
        self._pre = 0

    def text(self) -> str:
        """All of it, tidied: no line ends in a space, no two lines in a row are empty."""
        self._release()
        lines = to_dollars("".join(self._made))
        return re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n", "\n", lines)).strip()

    def take(self, token: Tag | str) -> None:
        """Read on."""
        if isinstance(token, str):
            if not self._unseen:
                self._put(token if self._pre else self._spaced(token))
        elif self._unseen:
            if token.name == self._unseen[-1]:
                self._unseen.pop() if token.end else self._unseen.append(token.name)
        elif token.end:
            self._close(token.name)
        else:
            self._start(token)

    def _spaced(self, text: str) -> str:
        text = _SPACE.sub(" ", text)
        return text.lstrip(" ") if not self._holds and self._at_line_start() else text

    def _start(self, tag: Tag) -> None:
        name, named = tag.name, tag.named
        if any(key.startswith("on") for key in named):
            self._lost("script", f"a script in <{name}>")
        if name in _UNSEEN:
            self._lost(*_UNSEEN[name])
            self._unseen.append(name)
        elif name in _ALONE:
            self._lost(*_ALONE[name])
        elif name == "img":
            self._picture(named)
        else:
            self._open(name, named)

    def _close(self, tag: str) -> None:
        if tag == "pre" and self._pre:
            self._pre -= 1
            if not self._pre:
                self._release()
        elif tag == self._holds and not self._pre:
            self._release()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._break()
        elif tag == _MATHJAX:
            self._put("\\)")
        elif tag == "a" and self._link:
            self._put(f" ({self._link})")
            self._link = ""
        elif tag in _BREAKS:
            self._break(twice=tag in _APART)

    def _open(self, tag: str, named: Mapping[str, str]) -> None:
        if tag == "br":
            self._put("\n")
        elif tag == "pre":
            if not self._pre:
                self._hold("pre")
            self._pre += 1
        elif tag in _CODE or tag in _SCRIPTS:
            if not self._pre:
                self._hold(tag)
        elif tag in ("ul", "ol"):
            self._break()
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            if not self._at_line_start():
                self._put(" | ")
        elif tag in _BREAKS:
            self._break(twice=tag in _APART)
        elif tag == _MATHJAX:
            self._put("\\(")
        elif tag == "a":
            self._go(named.get("href", ""))

    def _go(self, to: str) -> None:
        """A link stays as its address behind its text; one that runs something is dropped."""
        if re.match(r"\s*(javascript|data|vbscript):", to, re.IGNORECASE):
            self._lost("script", "a script in a link")
        elif re.match(r"https?://", to):
            self._link = to

    def _item(self) -> None:
        self._break()
        indent = "  " * (len(self._lists) - 1)
        count = self._lists[-1] if self._lists else None
        if count is None:
            self._put(f"{indent}- ")
        else:
            self._lists[-1] = count + 1
            self._put(f"{indent}{count + 1}. ")

    def _picture(self, named: Mapping[str, str]) -> None:
        source = named.get("src", "")
        name = "" if source.startswith("data:") else source.rpartition("/")[2][:100]
        stands = f"[{named.get('alt', '').strip() or name or 'picture'}]"
        what = f"the picture {name}" if name else "a picture"
        self.losses.append(Loss("picture", what, f"{stands} stands in its place"))
        self._put(stands)

    def _lost(self, kind: str, what: str) -> None:
        self.losses.append(Loss(kind, what, "left out"))

    def _put(self, text: str) -> None:
        if text:
            (self._held if self._holds else self._made).append(text)

    def _break(self, *, twice: bool = False) -> None:
        """A new line (``twice``: an empty one before it), unless one begins here."""
        if self._pre:
            self._put("\n")
            return
        if twice:
            self._put("\n\n")
        elif not self._at_line_start():
            self._put("\n")

    def _at_line_start(self) -> bool:
        made = self._held if self._holds else self._made
        return not made or made[-1].endswith("\n")

    def _hold(self, tag: str) -> None:
        self._release()
        self._holds = tag

    def _release(self) -> None:
        """Write what an open code, sub or sup holds, as decks write it."""
        tag, held = self._holds, "".join(self._held)
        self._holds, self._held = "", []
        if not held.strip():
            self._put(held)
        elif tag == "pre" or (tag in _CODE and "\n" in held):
            self._break()
            self._made += [fenced(held), "\n"]
        elif tag in _CODE:
            self._made.append(held if "`" in held else f"`{held.strip()}`")
        elif tag in _SCRIPTS:
            self._made.append(_script(held.strip(), tag))


def fenced(code: str) -> str:
    """Lines of code as a block of a card's text."""
    return f"```\n{code.strip(chr(10)).rstrip()}\n```"


def _script(text: str, tag: str) -> str:
    table = _SCRIPTS[tag]
    if all(character in table for character in text):
        return "".join(table[character] for character in text)
    return f"{_SIGNS[tag]}{text}" if len(text) == 1 else f"{_SIGNS[tag]}({text})"
