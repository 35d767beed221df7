"""Operators for what stands in for a tensor inside a rule: each is the tensor's method."""

from __future__ import annotations

from typing import Any, Self


class Operators:
    """``x * y`` means ``x.mul(y)``, and ``x -= y`` means ``x.sub_(y)``.

    Without the latter kind ``p -= k.lr * g`` would rebind a name and step nothing.
    """

    def __neg__(self) -> Any:
        return self._do("neg")

    def __add__(self, other: Any) -> Any:
        return self._do("add", other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._do("sub", other)

    def __mul__(self, other: Any) -> Any:
        return self._do("mul", other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._do("div", other)

    def __pow__(self, exponent: Any) -> Any:
        return self._do("pow", exponent)

    def __iadd__(self, other: Any) -> Self:
        return self._change("add_", other)

    def __isub__(self, other: Any) -> Self:
        return self._change("sub_", other)

    def __imul__(self, other: Any) -> Self:
        return self._change("mul_", other)

    def __itruediv__(self, other: Any) -> Self:
        return self._change("div_", other)

    def __ipow__(self, exponent: Any) -> Self:
        return self._change("pow_", exponent)

    def _do(self, method: str, *operands: Any) -> Any:
        return getattr(self, method)(*operands)

    def _change(self, method: str, other: Any) -> Self:
        self._do(method, other)
        return self
