r"""A deck's text as HTML for Anki: code, maths as ``\(…\)``, line breaks; no other markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from quizapp.deck.cloze import Segment
from quizapp.text.math import CODE, MATHS

_FENCE = re.compile(r"```[^\n`]*\n(.*?)\n?```", re.DOTALL)
# What Anki or MathJax would take for its own in a field, by a character that HTML can spell.
_TAKEN = re.compile(r"\{\{|\}\}|\[(?=\$|/?latex\]|sound:|anki:)|\\(?=[()\[\]])")
_MARK = re.compile("[\ue000-\uf8ff]")
_FIRST = 0xE000
_MOST = 0xF8FF - _FIRST

Fill = Callable[[str, bool], str]
"""What becomes of a piece of HTML, and whether it is prose, not code or maths."""


def to_html(text: str) -> str:
    """The text as HTML."""
    return "".join(_pieces(text, lambda html, _: html))


def cloze_to_html(segments: tuple[Segment, ...]) -> str:
    """A text with gaps as Anki has it, all gaps with one number: quizapp asks them together."""
    hidden = [one for one in segments if one.gap is not None][:_MOST]
    marks = iter(range(_FIRST, _FIRST + len(hidden)))
    text = "".join(
        _MARK.sub("", one.text) if one.gap is None else chr(next(marks, _FIRST + _MOST))
        for one in segments
    )

    def fill(html: str, is_prose: bool) -> str:
        return _MARK.sub(lambda mark: _gap(hidden[ord(mark[0]) - _FIRST], is_prose), html)

    return "".join(_pieces(text, fill))


def _gap(hidden: Segment, is_prose: bool) -> str:
    # Inside maths and code the hidden text is of the same kind; in prose it may hold either.
    shown = to_html(hidden.text) if is_prose else _escaped(hidden.text)
    hint = f"::{_inside(plain(hidden.hint))}" if hidden.hint else ""
    return f"{{{{c1::{_inside(shown)}{hint}}}}}"


def _inside(html: str) -> str:
    """HTML that cannot end the gap it stands in."""
    return html.replace("::", "&#58;&#58;").replace("}", "&#125;").replace("{", "&#123;")


def plain(text: str) -> str:
    """Text in which nothing means anything, not even to Anki."""
    return _TAKEN.sub(_spelled, escape(text, quote=False)).replace("\n", "<br>")


def _spelled(found: re.Match[str]) -> str:
    if found[0] == "\\":
        return "\\<span></span>"  # MathJax reads what HTML spells as well, but not across elements
    return "".join(f"&#{ord(character)};" for character in found[0])


def _pieces(text: str, fill: Fill) -> Iterator[str]:
    done = 0
    for code in CODE.finditer(text):
        yield from _prose(text[done : code.start()], fill)
        yield fill(_code(code[0]), False)
        done = code.end()
    yield from _prose(text[done:], fill)


def _code(source: str) -> str:
    block = _FENCE.fullmatch(source)
    if block:
        return f"<pre><code>{_escaped(block[1])}</code></pre>"
    return f"<code>{_escaped(source.strip('`'))}</code>"


def _prose(text: str, fill: Fill) -> Iterator[str]:
    done = 0
    for maths in MATHS.finditer(text):
        yield fill(plain(text[done : maths.start()]), True)
        yield fill(f"\\({_escaped(maths[1])}\\)", False)
        done = maths.end()
    yield fill(plain(text[done:]), True)


def _escaped(source: str) -> str:
    """Code or TeX, whose own backslashes stay."""
    return re.sub(
        r"\{\{|\}\}|\[(?=\$|/?latex\]|sound:|anki:)", _spelled, escape(source, quote=False)
    )
