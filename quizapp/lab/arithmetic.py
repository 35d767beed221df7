"""A line of an optimizer as arithmetic with the numbers in it: ``m.lerp_(g, 0.1)`` becomes
``(1 − 0.1)·0.2 + 0.1·1.8``. Reads Python, runs none of it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Text(NamedTuple):
    """A formula, and how tightly its outermost operation binds."""

    text: str
    binds: int


SUM, QUOTIENT, PRODUCT, TIGHT = 0, 1, 2, 3

_SIGNS = {
    ast.Add: ("+", SUM),
    ast.Sub: ("−", SUM),
    ast.Mult: ("·", PRODUCT),
    ast.Div: ("/", QUOTIENT),
}

_WHOLE = frozenset({"norm", "mean", "sum", "dot", "matmul", "addmm", "transpose", "max", "min"})
"""Methods that look at more than one element: their operands keep their names."""


def arithmetic(source: str, values: Mapping[str, float]) -> str:
    """What a line computes, with numbers for the names that have one; empty if there is nothing.

    Args:
        source: an assignment, a call in place, or a return.
        values: numbers by name, ``k.lr`` and results of calls such as ``norm()`` among them.
    """
    try:
        (statement,) = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return ""
    node = getattr(statement, "value", None)
    if any(isinstance(part, ast.Name) and part.id == "super" for part in ast.walk(statement)):
        return ""
    if not isinstance(node, ast.expr) or isinstance(node, ast.Name | ast.Constant | ast.Subscript):
        return ""
    if isinstance(node, ast.Tuple):
        return ",  ".join(filter(None, (_Reader(values).whole(item) for item in node.elts)))
    return _Reader(values).whole(node)


def number(value: float) -> str:
    """A number as it is written in a formula."""
    return f"{value:.6g}".replace("-", "−")


class _Reader:
    """Turns expressions into formulas; ``used`` says whether any number came in."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values
        self._used = False

    def whole(self, node: ast.expr) -> str:
        text = self.read(node).text
        bare = text in {number(value) for value in self._values.values()}
        return text if self._used and not bare else ""

    def read(self, node: ast.expr) -> Text:
        name = _dotted(node)
        if name is not None:
            return self._name(name)
        match node:
            case ast.Constant(value=bool() | str() | None):
                return Text(str(node.value), TIGHT)
            case ast.Constant(value=int() | float() as value):
                return _number(float(value))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Text("−" + _wrapped(self.read(operand), PRODUCT), PRODUCT)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return _power(self.read(left), self.read(right))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
                return _joined(self.read(left), *_SIGNS[type(op)], self.read(right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                taken = self._values.get(_dotted(test) or "")
                return self.read(body if taken else orelse) if taken is not None else _named(node)
            case ast.Call():
                return self._call(node)
        return _named(node)

    def _name(self, name: str) -> Text:
        value = self._values.get(name)
        if value is None:
            return Text(name, TIGHT)
        self._used = True
        return _number(value)

    def _call(self, node: ast.Call) -> Text:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else _dotted(node.func) or ""
        if f"{name}()" in self._values:  # a method of the optimizer, whose result is known
            return self._name(f"{name}()")
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        plain = name.removesuffix("_")
        if owner is None or _dotted(owner) in ("torch", "math", "cls", "self"):
            given = [arg for arg in node.args if _dotted(arg) != "k"]
            return Text(f"{name}({', '.join(self.read(arg).text for arg in given)})", TIGHT)
        if plain in _WHOLE:
            return _named(node)
        rule = _METHODS.get(plain)
        x, args = self.read(owner), [self.read(arg) for arg in node.args]
        words = {word.arg or "": word.value for word in node.keywords}
        if rule is not None:
            return rule(x, args)
        if plain == "lerp" and len(node.args) == 2:
            return self._mean(x, *node.args)
        if plain in _SCALED and args:
            return self._scaled(plain, x, args, words)
        return Text(f"{plain}({', '.join(one.text for one in (x, *args))})", TIGHT)

    def _mean(self, x: Text, end: ast.expr, weight: ast.expr) -> Text:
        """``(1 − w)·x + w·end``, or as formulas have it, ``β·x + (1 − β)·end`` where w is 1 − β."""
        share = self.read(weight)
        match weight:
            case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=beta):
                kept = self.read(beta)
            case _:
                kept = _joined(_number(1.0), "−", SUM, share)
        old, new = (kept, x), (share, self.read(end))
        terms = [_joined(factor, "·", PRODUCT, value) for factor, value in (old, new)]
        return _joined(terms[0], "+", SUM, terms[1])

    def _scaled(
        self, plain: str, x: Text, args: Sequence[Text], words: Mapping[str, ast.expr]
    ) -> Text:
        """``x ± factor · operands``: add, sub, addcmul, addcdiv."""
        operands = args[0]
        if plain == "addcmul":
            operands = _joined(args[0], "·", PRODUCT, args[1])
        elif plain == "addcdiv":
            operands = _joined(args[0], "/", QUOTIENT, args[1])
        sign = "−" if plain == "sub" else "+"
        factor = words.get("alpha", words.get("value"))
        if isinstance(factor, ast.UnaryOp) and isinstance(factor.op, ast.USub):
            sign, factor = "−" if sign == "+" else "+", factor.operand
        if factor is not None:
            operands = _joined(self.read(factor), "·", PRODUCT, operands)
        return _joined(x, sign, SUM, operands)


_SCALED = frozenset({"add", "sub", "addcmul", "addcdiv"})


def _function(name: str) -> Callable[[Text, Sequence[Text]], Text]:
    return lambda x, args: Text(f"{name}({', '.join(one.text for one in (x, *args))})", TIGHT)


_METHODS: dict[str, Callable[[Text, Sequence[Text]], Text]] = {
    "mul": lambda x, args: _joined(x, "·", PRODUCT, args[0]),
    "div": lambda x, args: _joined(x, "/", QUOTIENT, args[0]),
    "neg": lambda x, _: Text("−" + _wrapped(x, PRODUCT), PRODUCT),
    "sqrt": lambda x, _: Text("√" + _wrapped(x, TIGHT), TIGHT),
    "rsqrt": lambda x, _: Text("1 / √" + _wrapped(x, TIGHT), QUOTIENT),
    "square": lambda x, _: Text(_wrapped(x, TIGHT) + "²", TIGHT),
    "pow": lambda x, args: _power(x, args[0]),
    "reciprocal": lambda x, _: Text("1 / " + _wrapped(x, TIGHT), QUOTIENT),
    "abs": lambda x, _: Text(f"|{x.text}|", TIGHT),
    "clamp_min": _function("max"),
    "clamp_max": _function("min"),
    "maximum": _function("max"),
    "minimum": _function("min"),
    "copy": lambda _, args: args[0],
    "clone": lambda x, _: x,
    "double": lambda x, _: x,
    "bfloat16": lambda x, _: x,
}
"""Methods of a tensor, by name without the underscore, as what they compute."""


def _joined(left: Text, sign: str, binds: int, right: Text) -> Text:
    # What follows a minus or a slash must bind more tightly than they do.
    least = {"−": QUOTIENT, "/": TIGHT}.get(sign, binds)
    second = _wrapped(right, least)
    if second.startswith("−"):
        second = f"({second})"
    between = sign if sign == "·" else f" {sign} "
    return Text(f"{_wrapped(left, binds)}{between}{second}", binds)


def _power(base: Text, exponent: Text) -> Text:
    raised = exponent.text
    mark = {"2": "²", "3": "³", "0.5": ""}.get(raised)
    if raised == "0.5":
        return Text("√" + _wrapped(base, TIGHT), TIGHT)
    inside = (
        base.text if base.binds == TIGHT and not base.text.startswith("−") else f"({base.text})"
    )
    return Text(inside + (mark or f"^{_wrapped(exponent, TIGHT)}"), TIGHT)


def _wrapped(part: Text, binds: int) -> str:
    return f"({part.text})" if part.binds < binds else part.text


def _number(value: float) -> Text:
    text = number(value)
    return Text(text, PRODUCT if text.startswith("−") else TIGHT)


def _named(node: ast.expr) -> Text:
    return Text(ast.unparse(node), TIGHT)


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None
