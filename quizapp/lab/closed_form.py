"""The value of a formula over a lab's knobs, in plain numbers. Runs no lab, needs no torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from operator import add, mul, sub, truediv

from quizapp.lab import formula

Numbers = float | list[float]
"""A number, or the elements of a list."""


def names(knobs: Mapping[str, object]) -> dict[str, int]:
    """The knobs that a formula can name, those that are numbers; and how many elements each has."""
    return {name: _size(value) for name, value in knobs.items() if _size(value)}


def solve(text: str, knobs: Mapping[str, object]) -> Numbers:
    """What the formula comes to with these knobs; a list of one element is its number.

    Raises:
        formula.FormulaError: it is no formula of these knobs, or has no finite real value.
    """
    node = formula.parse(text, names=names(knobs))
    try:
        value = _value(node, knobs)
        finite = all(map(math.isfinite, value if isinstance(value, list) else [value]))
    except (ArithmeticError, TypeError, ValueError) as error:
        raise formula.FormulaError("it has no finite real value with these knobs", 0) from error
    if not finite:
        raise formula.FormulaError("it has no finite real value with these knobs", 0)
    return value


def filled(text: str, knobs: Mapping[str, object]) -> str:
    """The formula with each knob's number in its place: ``0.1 * 2 * 3``."""
    variables = sorted(_variables(formula.parse(text, names=names(knobs))), key=lambda v: v.offset)
    said, at = "", 0
    for one in variables:
        value = _number_of(knobs[one.name], one.index)
        many = value if isinstance(value, list) else [value]
        shown = ", ".join(f"{item:g}" for item in many)
        end = one.offset + len(one.name)
        if one.index is not None:
            end = text.index("]", end) + 1
        bare = len(many) == 1 and many[0] >= 0
        said += text[at : one.offset] + (shown if bare else f"({shown})")
        at = end
    return said + text[at:]


def _variables(node: formula.Node) -> list[formula.Variable]:
    if isinstance(node, formula.Variable):
        return [node]
    return [one for arg in getattr(node, "args", ()) for one in _variables(arg)]


def _value(node: formula.Node, knobs: Mapping[str, object]) -> Numbers:
    if isinstance(node, formula.Number):
        return node.value
    if isinstance(node, formula.Variable):
        return _number_of(knobs[node.name], node.index)
    args = [_value(arg, knobs) for arg in node.args]
    if node.name in _WHOLE and len(args) == 1:
        (value,) = args
        return _WHOLE[node.name](value if isinstance(value, list) else [value])
    return _element_by_element(_EACH[node.name], args)


def _element_by_element(function: Callable[..., float], args: list[Numbers]) -> Numbers:
    """The function of numbers, or of each element; a number stands beside every element."""
    sizes = {len(arg) for arg in args if isinstance(arg, list)}
    if not sizes:
        return function(*args)
    (size,) = sizes  # of unlike lists there is no value
    rows = [arg if isinstance(arg, list) else [arg] * size for arg in args]
    return [function(*row) for row in zip(*rows, strict=True)]


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent)  # which has no complex values, but an error


_EACH: dict[str, Callable[..., float]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "**": _power,
    "neg": lambda a: -a,
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "min": min,
    "max": max,
}
_WHOLE: dict[str, Callable[[list[float]], float]] = {
    "sum": math.fsum,
    "mean": lambda values: math.fsum(values) / len(values),
    "norm": lambda values: math.hypot(*values),
    "min": min,
    "max": max,
}


def _number_of(value: object, index: int | None) -> Numbers:
    many = [float(item) for item in value] if isinstance(value, (list, tuple)) else [float(value)]  # type: ignore[arg-type]
    if index is not None:
        return many[index]
    return many if len(many) > 1 else many[0]


def _size(value: object) -> int:
    """How many numbers a knob's value is; 0 when it is something else."""
    items = value if isinstance(value, (list, tuple)) else (value,)
    plain = all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in items)
    return len(items) if plain else 0
