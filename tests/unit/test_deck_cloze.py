"""Gaps in cloze texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.deck.cloze import Segment, faults, gaps


def test_text_gaps_and_hints() -> None:
    assert gaps("β₁={{c1::0.9}}, β₂={{c2::0.999::near 1}}.") == (
        Segment("β₁="),
        Segment("0.9", 1),
        Segment(", β₂="),
        Segment("0.999", 2, "near 1"),
        Segment("."),
    )


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (r"{{c1::\frac{a}{b}}}", r"\frac{a}{b}"),
        ("{{c1::{'lr': {lr}}}}", "{'lr': {lr}}"),
        ("{{c1::a}}{{c1::b}}", "ab"),
        (r"$\frac{{a}}{b}$ {{c1::c}}", "c"),
    ],
)
def test_braces_inside_and_outside(text: str, hidden: str) -> None:
    assert faults(text) == []
    assert "".join(segment.text for segment in gaps(text) if segment.gap) == hidden


@given(st.text("c1:{} ab0$", max_size=60))
def test_any_text_can_be_cut_and_nothing_that_is_shown_is_lost(text: str) -> None:
    segments = gaps(text)
    if not any(segment.gap is not None for segment in segments):
        assert "".join(segment.text for segment in segments) == text
        assert faults(text)
    for fault in faults(text):
        assert 0 <= fault.offset <= len(text)


def test_many_open_gaps_take_no_time() -> None:
    text = "{{c1::" * 3_000
    assert [fault.message for fault in faults(text)] == ["a gap that is not closed with }}"]
