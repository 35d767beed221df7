"""The multi-tensor engine: the rule once for a whole list, through torch's _foreach_ kernels."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Any, cast

import torch
from torch import Tensor

from quizapp.optim.engine import loop
from quizapp.optim.engine.operators import Operators
from quizapp.optim.engine.row import SMALL
from quizapp.optim.engine.slots import Batch, Rule, real_view

CACHED = 1 << 15  # elements of a parameter; with gradient, state and temporaries half a MiB


class TensorList(Operators):
    """A list of tensors that stands in for one: ``x.mul_(a)`` is ``torch._foreach_mul_(x, a)``.

    A method that torch has no _foreach_ kernel for is called on one tensor after another.
    Arithmetic is there for step counters, so that ``1 - beta**t`` works when t is a list.
    """

    def __init__(self, tensors: Any) -> None:
        self.tensors = list(tensors)

    def __getattr__(self, name: str) -> Callable[..., TensorList]:
        # The kernel for norms knows no dimensions.
        op = (name != "norm" and getattr(torch, f"_foreach_{name}", None)) or _one_by_one(name)

        def method(*operands: Any, **scalars: Any) -> TensorList:
            if any(map(_stays_tensor, scalars.values())):  # the kernels' scalars are numbers
                (factor,) = scalars.values()
                operands, scalars = (operands[0].mul(factor), *operands[1:]), {}
            result = op(self.tensors, *[_value(x) for x in operands], **scalars)
            return self if name.endswith("_") else TensorList(result)

        return method

    def copy_(self, other: TensorList) -> TensorList:
        """As a list where it may be: this one kernel cannot take the shards of a DTensor."""
        plain = type(self.tensors[0]) in (Tensor, torch.nn.Parameter)
        op = torch._foreach_copy_ if plain else _one_by_one("copy_")
        op(self.tensors, other.tensors)
        return self

    @classmethod
    def __torch_function__(
        cls, func: Any, _types: Any, _args: Any = (), _kwargs: Any = None
    ) -> Any:
        name = getattr(func, "__name__", str(func))
        raise TypeError(f"a rule calls methods of its tensors: not torch.{name}(x) but x.{name}()")

    def __rpow__(self, base: Any) -> TensorList:
        if isinstance(base, Tensor):
            return TensorList([base**t for t in self.tensors])
        return TensorList(torch._foreach_pow(base, self.tensors))

    def __rsub__(self, other: Any) -> TensorList:
        return self.sub(other).neg_()

    def __rtruediv__(self, other: Any) -> TensorList:
        return self.reciprocal().mul_(other)


def run(rule: Rule, batch: Batch, k: Any) -> None:
    """Apply ``rule`` to all slots at once, in place; they share a device and a dtype."""
    if not batch.p[0].is_cpu or torch.compiler.is_compiling():
        _run_list(rule, batch, k)
        return
    # A CPU only gains the calls that lists spare, and only while what a rule touches is in cache.
    sizes = list(map(Tensor.numel, batch.p))
    large = [i for i, size in enumerate(sizes) if size >= SMALL]
    small = [i for i, size in enumerate(sizes) if size < SMALL]
    if large:
        loop.run(rule, batch.only(large), k)
    if small:
        for portion in (batch.only(small) if large else batch).portions(CACHED):
            _run_list(rule, portion, k)


def _run_list(rule: Rule, batch: Batch, k: Any) -> None:
    p, g, *states = ([real_view(x) for x in column] for column in batch.columns())
    state = dict(zip(batch.state, map(TensorList, states), strict=True))
    rule(cast(Tensor, TensorList(p)), cast(Tensor, TensorList(g)), cast(Any, state), k)


def _one_by_one(name: str) -> Callable[..., list[Tensor]]:
    method = getattr(Tensor, name)

    def op(tensors: list[Tensor], *operands: Any, **scalars: Any) -> list[Tensor]:
        columns = [x if isinstance(x, list) else repeat(x) for x in operands]
        return [method(t, *row, **scalars) for t, *row in zip(tensors, *columns, strict=False)]

    return op


def _stays_tensor(x: Any) -> bool:
    """Whether scalar ``x`` must not be read into a number: a list, or one on a GPU."""
    return isinstance(x, TensorList) or (isinstance(x, Tensor) and not x.is_cpu)


def _value(x: Any) -> Any:
    return x.tensors if isinstance(x, TensorList) else x
