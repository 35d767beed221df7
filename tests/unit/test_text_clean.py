"""The cleaning door: nothing that could drive a terminal passes, everything else does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.text.clean import clean, clean_line, forbidden
from quizapp.text.width import cells, fit


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\u200bb", "a<U+200B>b"),
        ("\x9b31m", "<U+009B>31m"),
        ("\x7f\r\x00", "␡␍␀"),
        ("a\tb\nc", "a    b\nc"),
        ("list[int] [bold]", "list[int] [bold]"),
        ("手算 m̂ 👩‍🔬 ±1", "手算 m̂ 👩‍🔬 ±1"),
    ],
)
def test_what_is_shown(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(st.text(st.characters(), max_size=60))
def test_clean_text_holds_no_control_format_or_surrogate(text: str) -> None:
    joiners = "\u200c\u200d"
    for character in clean(text):
        kind = unicodedata.category(character)
        assert kind not in ("Cc", "Cs", "Zl", "Zp") or character == "\n"
        # The format characters left are joiners and signs of scripts: visible, no direction.
        if kind == "Cf" and character not in joiners:
            assert unicodedata.bidirectional(character) in ("AN", "AL", "ON", "BN", "L")
            assert forbidden(character) is None


@given(st.text(st.characters(), max_size=60))
def test_cleaning_is_idempotent_and_agrees_with_what_decks_forbid(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert forbidden(clean(text)) is None
    if forbidden(text) is None and "\t" not in text:
        assert clean(text) == text
    assert "\n" not in clean_line(text)


def test_forbidden_says_where_and_what() -> None:
    assert forbidden("ab\u202e") == (2, "U+202E RIGHT-TO-LEFT OVERRIDE")
    assert forbidden("\x07") == (0, "U+0007 control character")
    assert forbidden("a\tb\n手") is None


def test_cells_counts_wide_characters_twice_and_marks_not_at_all() -> None:
    assert cells("abc") == 3
    assert cells("第一步") == 6
    assert cells("m̂ₜ") == 2


@given(st.text(max_size=40), st.integers(min_value=1, max_value=30))
def test_fit_never_exceeds_its_width(text: str, width: int) -> None:
    fitted = fit(clean_line(text), width)
    assert cells(fitted) <= width
    if cells(clean_line(text)) <= width:
        assert fitted == clean_line(text)
