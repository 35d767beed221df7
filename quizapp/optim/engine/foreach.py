"""The multi-tensor engine: the rule once for a whole list, through torch's _foreach_ kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor

from quizapp.optim.engine.slots import Rule, Slot, as_real


class TensorList:
    """A list of tensors that stands in for one: ``x.mul_(a)`` is ``torch._foreach_mul_(x, a)``.

    Arithmetic is there for step counters, so that ``1 - beta**t`` works when t is a list.
    """

    def __init__(self, tensors: Any) -> None:
        self.tensors = list(tensors)

    def __getattr__(self, name: str) -> Callable[..., TensorList]:
        op = getattr(torch, f"_foreach_{name}")

        def method(*operands: Any, **scalars: Any) -> TensorList:
            result = op(self.tensors, *[_value(x) for x in operands], **scalars)
            return self if name.endswith("_") else TensorList(result)

        return method

    def __neg__(self) -> TensorList:
        return self.neg()

    def __mul__(self, other: Any) -> TensorList:
        return self.mul(other)

    def __pow__(self, exponent: float) -> TensorList:
        return self.pow(exponent)

    def __rpow__(self, base: Any) -> TensorList:
        if isinstance(base, Tensor):
            return TensorList([base**t for t in self.tensors])
        return TensorList(torch._foreach_pow(base, self.tensors))

    def __rsub__(self, other: Any) -> TensorList:
        return self.sub(other).neg_()

    def __rtruediv__(self, other: Any) -> TensorList:
        return self.reciprocal().mul_(other)


def run(rule: Rule, slots: list[Slot], k: Any) -> None:
    """Apply ``rule`` to all slots at once, in place; they share a device and a dtype."""
    slots = [as_real(slot) for slot in slots]
    p = TensorList(slot.p for slot in slots)
    g = TensorList(slot.g for slot in slots)
    state = {name: TensorList(slot.state[name] for slot in slots) for name in slots[0].state}
    rule(cast(Tensor, p), cast(Tensor, g), cast(dict[str, Tensor], state), k)


def _value(x: Any) -> Any:
    return x.tensors if isinstance(x, TensorList) else x
