"""The formula language: the values Python would give, located errors, and bounds that hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.lab.formula import MAX_DEPTH, MAX_LENGTH, Call, FormulaError, Number, evaluate, parse

PLAIN = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "max": max,
    "min": min,
}


class Vector(tuple[float, ...]):
    """Just enough of a vector to stand for x."""


def value(text: str, *x: float) -> float:
    return float(evaluate(parse(text), Vector(x), PLAIN))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2**3**2", 512),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("1 - 2 - 3", -4),
        ("8 / 4 / 2", 1),
        ("--2", 2),
        ("+2", 2),
        (".5 + 5. + 1e-3", 5.501),
        ("x0**2 + 10*x1**2", 49),
        ("x[0] * x[1]", 6),
        ("max(x0, x1) - min(x0, 1)", 2 - 0),
        ("abs(-x0) + sqrt(4) + cos(0)", 6),
        (" x0\n+ 1\t", 4),
    ],
)
def test_values(text: str, expected: float) -> None:
    assert value(text, 3.0, 2.0) == expected


numbers = st.integers(0, 20).map(str)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 0) -> str:
    if depth > 3 or draw(st.booleans()):
        return draw(st.one_of(numbers, st.sampled_from(["x0", "x1"])))
    left, right = draw(expressions(depth + 1)), draw(expressions(depth + 1))
    kind = draw(
        st.sampled_from(["{} + {}", "{}-{}", "{} * {}", "({}+{})", "(-{}) * ({})", "-{}-{}"])
    )
    return kind.format(left, right)


@given(expressions())
def test_arithmetic_is_pythons(text: str) -> None:
    x0, x1 = 3.0, -2.0
    assert value(text, x0, x1) == eval(text, {"x0": x0, "x1": x1})  # the oracle, on our own text


@given(st.text(max_size=60))
@example("x" * 600)
@example("(" * 400)
@example("-" * 400)
@example("9" * 400)
@example("x**" * 150 + "2")
@example("__import__('os')")
@example("٣ + x")
def test_any_text_is_a_tree_or_a_located_error(text: str) -> None:
    offset = 0
    try:
        parse(text)
    except FormulaError as error:
        offset = error.offset
    assert 0 <= offset <= max(len(text), MAX_LENGTH)


@pytest.mark.parametrize(
    ("text", "offset", "says"),
    [
        ("2x", 1, "write * to multiply"),
        ("x^2", 1, "write **"),
        ("x²", 1, "write x**2"),
        ("sqr(x)", 0, "did you mean 'sqrt'"),
        ("x.grad", 1, "unexpected '.'"),
        ("x + ", 3, "at the end"),
        ("", 0, "at the end"),
        ("(x", 2, "')' expected"),
        ("sin(x, x)", 0, "takes 1 argument"),
        ("x[1.5]", 2, "x[0]"),
        ("x**65", 1, "exponent beyond"),
        ("1/0", 1, "no finite real value"),
        ("(-8)**0.5", 4, "no finite real value"),
        ("9e999", 0, "too large"),
        ("y + x", 0, "unknown name 'y'"),
        ("x; x", 1, "unexpected ';'"),
    ],
)
def test_errors_say_where_and_what(text: str, offset: int, says: str) -> None:
    with pytest.raises(FormulaError) as error:
        parse(text)
    assert error.value.offset == offset
    assert says in error.value.message


def test_depth_is_bounded_but_width_is_not() -> None:
    parse("+".join(["x"] * 200))
    parse("(" * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1))
    with pytest.raises(FormulaError, match="nested deeper"):
        parse("(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH)


def test_indices_are_checked_when_the_size_is_known() -> None:
    parse("x1", 2)
    for text in ("x2", "x[2]"):
        with pytest.raises(FormulaError, match="counted from 0"):
            parse(text, 2)


def test_numbers_are_folded_so_that_a_power_stays_a_power_of_a_number() -> None:
    assert parse("2*3") == Number(6.0)
    tree = parse("x**(1+1)")
    assert isinstance(tree, Call)
    assert tree.args[1] == Number(2.0)
