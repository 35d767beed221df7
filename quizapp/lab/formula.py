"""The formula language of losses and closed forms: text to a small tree, and its value. No eval,
no torch.

In a loss ``x`` is the parameter, ``x0 x1 …`` or ``x[0]`` its elements; in a closed form the names
are a lab's knobs. There are numbers, ``+ - * / **`` and functions.
Depth, length and exponents are bounded here, so that a formula from a stranger's deck is safe.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_LENGTH = 500
MAX_DEPTH = 50
MAX_EXPONENT = 64.0

FUNCTIONS: dict[str, tuple[int, ...]] = {
    "abs": (1,),
    "sqrt": (1,),
    "exp": (1,),
    "log": (1,),
    "sin": (1,),
    "cos": (1,),
    "tanh": (1,),
    "sum": (1,),
    "mean": (1,),
    "norm": (1,),
    "min": (1, 2),
    "max": (1, 2),
}
"""Each function and how many arguments it takes. ``min`` and ``max`` of two are elementwise."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>\*\*|[-+*/()\[\],]))"
)
_ADVICE = {
    "^": "write ** for a power",
    "²": "write x**2",
    "³": "write x**3",
    "×": "write *",
    "·": "write *",
    "−": "write - (this is another minus sign)",
    "√": "write sqrt(...)",
}


class FormulaError(ValueError):
    """What is wrong with a formula, and at which character (counted from 0)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Variable:
    """The whole of ``x`` (``index`` is None) or one element of it; or of the knob ``name``."""

    index: int | None
    offset: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function with its arguments; ``neg`` is the unary minus."""

    name: str
    args: tuple[Node, ...]


Node = Number | Variable | Call


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse(text: str, size: int | None = None, names: Mapping[str, int] | None = None) -> Node:
    """The tree of a formula.

    Args:
        text: as an author writes it, such as ``x0**2 + 10*x1**2``.
        size: how many elements ``x`` has, if known: then indices are checked too.
        names: the names there are in the place of ``x``, each with how many elements it has.

    Raises:
        FormulaError: it is not a formula, or is larger than the bounds.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(_tokens(text), size, names).whole()


def evaluate(node: Node, x: Any, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of a formula at ``x``.

    Args:
        node: from ``parse``.
        x: anything that indexes and has the arithmetic operators (a tensor, in the worker).
        functions: an implementation of each name in ``FUNCTIONS``.
    """
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Variable):  # a loss has no names but x
        return x if node.index is None else x[node.index]
    args = [evaluate(arg, x, functions) for arg in node.args]
    operator = _OPERATORS.get(node.name)
    return operator(*args) if operator else functions[node.name](*args)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: -a,
}


def _tokens(text: str) -> list[_Token]:
    tokens = []
    offset = 0
    end = len(text.rstrip())
    while offset < end:
        match = _TOKEN.match(text, offset)
        if match is None:
            offset += len(text[offset:]) - len(text[offset:].lstrip())
            char = text[offset]
            raise FormulaError(f"unexpected {char!r}: {_ADVICE.get(char, 'no such sign')}", offset)
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match.group(kind), match.start(kind)))
        offset = match.end()
    tokens.append(_Token("end", "", end))
    return tokens


class _Parser:
    """Recursive descent: a sum of products of signed powers of atoms."""

    def __init__(
        self, tokens: list[_Token], size: int | None, names: Mapping[str, int] | None
    ) -> None:
        self._names = names
        self._tokens = tokens
        self._at = 0
        self._size = size
        self._depth = 0

    def whole(self) -> Node:
        node = self._sum()
        left = self._peek()
        if left.kind == "end":
            return node
        if left.kind in ("number", "name") or left.text == "(":
            raise self._error(f"an operator is missing before {left.text!r} (write * to multiply)")
        raise self._error(f"unexpected {left.text!r}")

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> _Token | None:
        token = self._peek()
        if token.kind == "sign" and token.text in texts:
            self._at += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if not self._take(text):
            found = self._peek().text
            raise self._error(
                f"{text!r} expected" + (f", not {found!r}" if found else " at the end")
            )

    def _error(self, message: str, offset: int | None = None) -> FormulaError:
        return FormulaError(message, self._peek().offset if offset is None else offset)

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = self._apply(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while sign := self._take("*", "/"):
            node = self._apply(sign, node, self._signed())
        return node

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH}")
        if self._take("-"):
            node = self._signed()
            result: Node = Number(-node.value) if isinstance(node, Number) else Call("neg", (node,))
        elif self._take("+"):
            result = self._signed()
        else:
            result = self._power()
        self._depth -= 1
        return result

    def _power(self) -> Node:
        node = self._atom()
        sign = self._take("**")
        if not sign:
            return node
        exponent = self._signed()
        if isinstance(exponent, Number) and abs(exponent.value) > MAX_EXPONENT:
            raise self._error(f"an exponent beyond ±{MAX_EXPONENT:g}", sign.offset)
        return self._apply(sign, node, exponent)

    def _apply(self, sign: _Token, left: Node, right: Node) -> Node:
        """Arithmetic of two numbers is done here, where an error still has a place."""
        if not (isinstance(left, Number) and isinstance(right, Number)):
            return Call(sign.text, (left, right))
        try:
            value = _OPERATORS[sign.text](left.value, right.value)
        except (OverflowError, ZeroDivisionError):
            value = math.nan
        if isinstance(value, complex) or not math.isfinite(value):
            raise self._error("this has no finite real value", sign.offset)
        return Number(value)

    def _atom(self) -> Node:
        token = self._peek()
        if self._take("("):
            node = self._sum()
            self._need(")")
            return node
        if token.kind == "number":
            self._at += 1
            if not math.isfinite(float(token.text)):
                raise self._error("a number too large", token.offset)
            return Number(float(token.text))
        if token.kind == "name":
            self._at += 1
            return self._named(token)
        found = f", not {token.text!r}" if token.text else " at the end"
        raise self._error(f"a number, x or a function expected{found}")

    def _named(self, token: _Token) -> Node:
        name, place = token.text, token.offset
        if name in FUNCTIONS:
            return Call(name, self._arguments(name, place))
        if self._names is not None:
            return self._knob(name, place, self._names)
        if name == "x":
            if not self._take("["):
                return Variable(None, place)
            at = self._peek().offset
            return self._element(self._index(), at)
        if match := re.fullmatch(r"x([0-9]{1,4})", name):
            return self._element(int(match.group(1)), place)
        raise self._error(f"unknown name {name!r}{_suggest(name, ('x',))}", place)

    def _knob(self, name: str, place: int, names: Mapping[str, int]) -> Variable:
        if name not in names:
            raise self._error(f"unknown knob {name!r}{_suggest(name, names)}", place)
        if not self._take("["):
            return Variable(None, place, name)
        index = self._index()
        if index >= names[name]:
            raise self._error(f"{name} has {names[name]} element(s), counted from 0", place)
        return Variable(index, place, name)

    def _arguments(self, name: str, place: int) -> tuple[Node, ...]:
        self._need("(")
        args = [self._sum()]
        while self._take(","):
            args.append(self._sum())
        self._need(")")
        if len(args) not in FUNCTIONS[name]:
            counts = " or ".join(map(str, FUNCTIONS[name]))
            raise self._error(f"{name}() takes {counts} argument(s), not {len(args)}", place)
        return tuple(args)

    def _index(self) -> int:
        """The number in brackets, whose first is taken."""
        token = self._peek()
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > 4:
            raise self._error("an element's number expected, such as x[0]")
        self._at += 1
        self._need("]")
        return int(token.text)

    def _element(self, index: int, place: int) -> Variable:
        if self._size is not None and index >= self._size:
            raise self._error(f"x has {self._size} element(s), counted from 0: no x{index}", place)
        return Variable(index, place)


def _suggest(name: str, variables: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [*FUNCTIONS, *variables], n=1)
    known = ", ".join((*variables, *FUNCTIONS))
    return f" (did you mean {close[0]!r}?)" if close else f" (known: {known})"
