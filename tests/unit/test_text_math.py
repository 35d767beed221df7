"""TeX in cards as Unicode; whatever is not maths stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.text.math import to_unicode


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"$\hat m_t/\sqrt{v_{t-1}}$", "m̂ₜ/√vₜ₋₁"),
        (r"$\frac{a+b}{2}$", "(a+b)/2"),
        (r"$\frac{\hat m}{\sqrt{\hat v}+\epsilon}$", "m̂/(√v̂+ε)"),
        (r"$\theta - \eta g$", "θ − η g"),
        (r"$x^{2} + \beta_1^t \cdot \theta_{ij}$", "x² + β₁ᵗ · θᵢⱼ"),
        (r"$\|g\|_2$", "‖g‖₂"),
        (r"$1e^{-3}$", "1e⁻³"),
        (r"$x^{\hat a}$", "x^(\u00e2)"),
        (r"$\unknown{x}$", r"\unknownx"),
        ("it costs $5 and $6", "it costs $5 and $6"),
        (r"\$x\$", r"\$x\$"),
        ("`{'params': a}` x_1 a^2", "`{'params': a}` x_1 a^2"),
        ("open $ only", "open $ only"),
    ],
)
def test_as_shown(tex: str, shown: str) -> None:
    assert to_unicode(tex) == shown


@given(st.text(st.characters(exclude_characters="$"), max_size=50))
def test_text_without_maths_is_untouched(text: str) -> None:
    assert to_unicode(text) == text


@given(st.text(r"\{}^_$ab1 frcsqt", max_size=300))
def test_any_maths_can_be_read(text: str) -> None:
    assert isinstance(to_unicode(text), str)


def test_deep_nesting_neither_fails_nor_hangs() -> None:
    for opening in ("{", "^", r"\frac", r"\sqrt{", "x_{"):
        assert isinstance(to_unicode(f"${opening * 600}$"), str)
