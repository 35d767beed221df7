"""Untrusted text ends as plain cells: no markup, no escape, no direction tricks get through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.tui.prose import label, prose
from quizapp.tui.sheet import Sheet


@pytest.mark.parametrize(
    "text", ["[bold]x[/bold]", "list[int]", "[link=x]y[/]", "a [@click=q]b[/]"]
)
def test_markup_is_text(text: str) -> None:
    shown = prose(text)
    assert shown.plain == text
    assert not shown.spans


@pytest.mark.parametrize(
    "text",
    [
        "a\x1b[31mb",
        "a\x1b]0;title\x07b",
        "a\x9bb",
        "a\u202eb",
        "a\u2066b",
        "`a\x1bb`",
        "```\na\x1b\n```",
    ],
)
def test_control_and_direction_characters_never_get_through(text: str) -> None:
    for shown in (prose(text).plain, label(text).plain):
        assert not any(char in shown for char in "\x1b\x07\x9b\u202e\u2066")


def test_code_is_set_apart() -> None:
    shown = prose("call `step()` now")
    assert shown.plain == "call step() now"
    assert [shown.plain[start:end] for start, end, _ in shown.spans] == ["step()"]


def test_fenced_code_keeps_its_lines_and_indents() -> None:
    shown = prose("Look:\n```python\nfor x in y:\n    go(x)\n```\nDone.")
    assert shown.plain.split("\n") == ["Look:", "│ for x in y:", "│     go(x)", "Done."]


def test_formulas_are_read_outside_code_only() -> None:
    assert "η" in prose("$\\eta$ and `$x$`").plain
    assert "$x$" in prose("$\\eta$ and `$x$`").plain


@given(st.text(max_size=200), st.integers(8, 60))
def test_a_sheet_keeps_to_its_width(text: str, width: int) -> None:
    sheet = Sheet(width)
    sheet.hang(label(" A  "), prose(text), band="on $panel")
    sheet.sides(label(text.replace("\n", " ")), label("right"))
    assert len(sheet.lines) == len(sheet.hits)
    for line in sheet.lines:
        assert line.cell_length <= width
