"""HTML of other programs becomes a card's text, and what cannot is told."""

from __future__ import annotations

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.exchange.html import LONGEST, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br>b<div>c</div><div>d</div>", "a\nb\nc\nd"),
        ("<b>x</b> &lt;y&gt; &amp;amp; a&nbsp;&nbsp;b", "x <y> &amp; a b"),
        ("call <code>f(x)</code>, then", "call `f(x)`, then"),
        ("<pre><code>if x:\n    y\n</code></pre>so", "```\nif x:\n    y\n```\nso"),
        ("<pre>a<br>  b</pre>", "```\na\n  b\n```"),
        ("<code>a<br>b</code>", "```\na\nb\n```"),
        (r"\(x^2\) and \[\frac{1}{2}\]", "$x^2$ and\n$\\frac{1}{2}$"),
        ("[$]a &lt; b[/$] [latex]$c$[/latex]", "$a < b$ $c$"),
        ("<anki-mathjax>x</anki-mathjax>", "$x$"),
        ("<ul><li>one<li>two<ul><li>in</ul></ul>", "- one\n- two\n  - in"),
        ("so<ol><li>a</li><li>b</li></ol>", "so\n1. a\n2. b"),
        ("H<sub>2</sub>O, x<sup>n+1</sup>, y<sub>abq</sub>", "H₂O, xⁿ⁺¹, y_(abq)"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table>", "a | b\nc | d"),
        ("<a href='https://x.y'>there</a>", "there (https://x.y)"),
        ("a < b and c > d", "a < b and c > d"),
        ("<!-- hidden -->a<!DOCTYPE x>b<?php c ?>", "ab"),
        ('<span title="a>b" style="color:red">x</span>', "x"),
        ("<svg/>a", "a"),
        ("unclosed <code>f", "unclosed `f`"),
    ],
)  # fmt: skip
def test_what_it_means_is_kept(markup: str, text: str) -> None:
    assert to_text(markup)[0] == text


@pytest.mark.parametrize(
    ("markup", "text", "kind", "what"),
    [
        ("a<script>if (x<y) {'</b>'}</script>b", "ab", "script", "a script"),
        ("a<script>never closed", "a", "script", "a script"),
        ("<style>b {}</style>a", "a", "style", "a style sheet"),
        ("<b onclick=x()>a</b>", "a", "script", "a script in <b>"),
        ("<a href=' JavaScript:x()'>a</a>", "a", "script", "a script in a link"),
        ("<img src='q/cat.jpg'>", "[cat.jpg]", "picture", "the picture cat.jpg"),
        ("<img alt='a cat' src='data:image/png;base64,AA'>", "[a cat]", "picture", "a picture"),
        ("a [sound:x.mp3]", "a", "sound", "the sound x.mp3"),
        ("<svg><text>no</text></svg>a", "a", "picture", "a drawing (SVG)"),
        ("<iframe src=x>no</iframe>a", "a", "media", "an embedded page"),
    ],
)
def test_what_is_lost_is_told(markup: str, text: str, kind: str, what: str) -> None:
    made, (loss,) = to_text(markup)
    assert (made, loss.kind, loss.what) == (text, kind, what)


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<!--",
        "<![CDATA[",
        "</",
        "<a href='",
        "<a href=",
        "<a/",
        "<script>",
        "<sub>",
        "<ul>",
        "&#",
        "\\(",
        "[$]",
        "$$",
        "[sound:",
        "`",
        "<br>\n ",
        "<pre>",
        '<a "',
        "<a '<b \"",
    ],
)
def test_no_markup_takes_more_than_its_length(piece: str) -> None:
    start = monotonic()
    to_text(piece * (LONGEST // len(piece)))
    assert monotonic() - start < 5  # what is quadratic takes minutes


def test_markup_without_end_is_cut_and_told() -> None:
    text, (loss,) = to_text("a" * (LONGEST + 1))
    assert (len(text), loss.what) == (LONGEST, "200001 characters of HTML")


_PIECES = [
    "<pre>",
    "</pre>",
    "<code>",
    "<li>",
    "</ol>",
    "<ol>",
    "<script>",
    "</a>",
    "<br>",
    "<sub>",
]


@given(st.lists(st.sampled_from("<>/'\"= ab&;#$`\n\\()[]") | st.sampled_from(_PIECES)))
def test_any_markup_is_read(pieces: list[str]) -> None:
    text, _ = to_text("".join(pieces))
    assert text == text.strip()
    assert "\n\n\n" not in text or "```" in text
