"""Landscapes of two variables: the known ones by name, and any formula's height at many points.

Plain numbers, no torch: for pictures. What an optimizer descends is computed in the worker.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

from quizapp.lab import formula
from quizapp.plot.window import Window


@dataclass(frozen=True, slots=True)
class Surface:
    """A loss over (x0, x1). ``view`` is the part worth looking at, if that is known."""

    formula: str
    view: Window | None = None

    def field(self) -> Callable[[Sequence[float], Sequence[float]], list[float]]:
        """Its heights at many points at once; NaN where there is none.

        Raises:
            FormulaError: it is not a formula of two variables.
        """
        return _field(self.formula)


@lru_cache(maxsize=16)
def _field(text: str) -> Callable[[Sequence[float], Sequence[float]], list[float]]:
    node = formula.parse(text, 2)

    def heights(xs: Sequence[float], ys: Sequence[float]) -> list[float]:
        both = Both((Column(list(xs)), Column(list(ys))))
        values = _total(formula.evaluate(node, both, _FUNCTIONS)).values
        wide = max(len(xs), len(ys))
        return values if len(values) == wide else values * wide

    return heights


SURFACES: dict[str, Surface] = {
    "rosenbrock": Surface("(1 - x0)**2 + 100*(x1 - x0**2)**2", Window(-2.0, 2.0, -1.0, 3.0)),
    "beale": Surface(
        "(1.5 - x0 + x0*x1)**2 + (2.25 - x0 + x0*x1**2)**2 + (2.625 - x0 + x0*x1**3)**2",
        Window(-2.0, 4.0, -2.0, 2.0),
    ),
    "himmelblau": Surface(
        "(x0**2 + x1 - 11)**2 + (x0 + x1**2 - 7)**2", Window(-5.0, 5.0, -5.0, 5.0)
    ),
    "bowl": Surface("x0**2 + x1**2", Window(-2.0, 2.0, -2.0, 2.0)),
    "valley": Surface("x0**2 / 20 + x1**2", Window(-10.0, 10.0, -4.0, 4.0)),
    "saddle": Surface("x0**2 - x1**2", Window(-2.0, 2.0, -2.0, 2.0)),
}
"""The test functions that the literature draws, by name."""


def surface(text: str) -> Surface:
    """The surface of that name, or with that formula."""
    known = {one.formula: one for one in SURFACES.values()}
    return SURFACES.get(text) or known.get(text) or Surface(text)


class Column:
    """Numbers that are computed with as one; a single one holds for all."""

    def __init__(self, values: list[float]) -> None:
        self.values = values

    def map(self, function: Callable[[float], float]) -> Column:
        return Column([_safe(function, value) for value in self.values])

    def __add__(self, other: object) -> Any:
        return _together(operator.add, self, other)

    def __radd__(self, other: object) -> Any:
        return _together(operator.add, other, self)

    def __sub__(self, other: object) -> Any:
        return _together(operator.sub, self, other)

    def __rsub__(self, other: object) -> Any:
        return _together(operator.sub, other, self)

    def __mul__(self, other: object) -> Any:
        return _together(operator.mul, self, other)

    def __rmul__(self, other: object) -> Any:
        return _together(operator.mul, other, self)

    def __truediv__(self, other: object) -> Any:
        return _together(operator.truediv, self, other)

    def __rtruediv__(self, other: object) -> Any:
        return _together(operator.truediv, other, self)

    def __pow__(self, other: object) -> Any:
        if other == 2:  # the most frequent one, and much quicker so
            return _together(operator.mul, self, self)
        return _together(math.pow, self, other)

    def __rpow__(self, other: object) -> Any:
        return _together(math.pow, other, self)

    def __neg__(self) -> Any:
        return self * -1.0


class Both(Column):
    """All of ``x``: one column for each of its elements, computed with element by element."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__([])
        self.columns = columns

    def __getitem__(self, index: int) -> Column:
        return self.columns[index]

    def map(self, function: Callable[[float], float]) -> Both:
        return Both(tuple(column.map(function) for column in self.columns))


def _together(operation: Callable[[float, float], float], left: object, right: object) -> Column:
    """One operation over two operands, either of which may be a number, a column or both."""
    if isinstance(left, Both) or isinstance(right, Both):
        pairs = zip(_columns(left), _columns(right), strict=True)
        return Both(tuple(_together(operation, one, other) for one, other in pairs))
    a, b = _values(left), _values(right)
    wide = max(len(a), len(b))
    # Repeated without end, a single number fits any column.
    first = a if len(a) == wide else repeat(a[0])
    second = b if len(b) == wide else repeat(b[0])
    try:
        return Column(list(map(operation, first, second)))
    except (ArithmeticError, ValueError):
        a, b = a * (wide // len(a)), b * (wide // len(b))
        return Column([_safe(operation, x, y) for x, y in zip(a, b, strict=True)])


def _safe(operation: Callable[..., float], *operands: float) -> float:
    try:
        return operation(*operands)
    except (ArithmeticError, ValueError):
        return math.nan


def _values(operand: object) -> list[float]:
    return operand.values if isinstance(operand, Column) else [float(operand)]  # type: ignore[arg-type]


def _columns(operand: object) -> tuple[Column, ...]:
    if isinstance(operand, Both):
        return operand.columns
    one = operand if isinstance(operand, Column) else Column(_values(operand))
    return (one, one)


def _total(x: Any) -> Column:
    if isinstance(x, Both):
        first, second = x.columns
        return _together(operator.add, first, second)
    return x if isinstance(x, Column) else Column(_values(x))


def _norm(x: Any) -> Column:
    return _total(x**2).map(math.sqrt) if isinstance(x, Both) else _total(x).map(abs)


def _mean(x: Any) -> Column:
    return _total(x) * 0.5 if isinstance(x, Both) else _total(x)


def _extreme(choose: Callable[[float, float], float]) -> Callable[..., Column]:
    def apply(x: object, other: object = None) -> Column:
        if other is None:
            return _together(choose, *x.columns) if isinstance(x, Both) else _total(x)
        return _together(choose, x, other)

    return apply


def _each(function: Callable[[float], float]) -> Callable[[object], Column]:
    return lambda x: (x if isinstance(x, Column) else Column(_values(x))).map(function)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": _each(abs),
    "sqrt": _each(math.sqrt),
    "exp": _each(math.exp),
    "log": _each(math.log),
    "sin": _each(math.sin),
    "cos": _each(math.cos),
    "tanh": _each(math.tanh),
    "sum": _total,
    "mean": _mean,
    "norm": _norm,
    "min": _extreme(min),
    "max": _extreme(max),
}
