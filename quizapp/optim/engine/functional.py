"""A rule without side effects, for autograd and compilers: values rebound, then written back.

``Traced`` stands in for a tensor inside a rule. Its in-place methods make new values, so
nothing that autograd has saved is overwritten, and scalars may be tensors, so that gradients
flow into hyper-parameters and a compiled kernel need not be rebuilt when they change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor

from quizapp.optim.engine.operators import Operators
from quizapp.optim.engine.slots import Rule, Slot


class Traced(Operators):
    """A tensor ``t`` whose in-place methods rebind ``t``; other methods give a new Traced.

    Arithmetic is there for what a rule computes of scalars and norms.
    """

    def __init__(self, t: Tensor) -> None:
        self.t = t

    def __getattr__(self, name: str) -> Callable[..., Traced]:
        plain = name.removesuffix("_")
        op = _TENSOR_SCALED.get(plain) or getattr(torch.Tensor, plain)

        def method(*operands: Any, **scalars: Any) -> Traced:
            named = {key: _value(x) for key, x in scalars.items()}
            result = op(self.t, *[_value(x) for x in operands], **named)
            if plain == name:
                return type(self)(result)
            self.t = result
            return self

        return method

    def __rsub__(self, other: Any) -> Traced:
        return type(self)(other - self.t)

    def __rtruediv__(self, other: Any) -> Traced:
        return type(self)(other / self.t)


class Stacked(Traced):
    """Vectors of one length, one a row; each has a norm of its own."""

    def norm(self, order: float) -> Stacked:
        return Stacked(self.t.norm(order, -1, True))


def apply(rule: Rule, slot: Slot, k: Any, stand_in: type[Traced] = Traced) -> None:
    """Run ``rule`` on copies of the slot's tensors, then write the results into the slot."""
    p, g = stand_in(slot.p.clone()), stand_in(slot.g)
    state = {name: stand_in(x.clone()) for name, x in slot.state.items()}
    # Of a norm and a number torch.compile wants both or none stood in for.
    k = type(k)._make(Traced(x) if isinstance(x, Tensor) else x for x in k)
    rule(cast(Tensor, p), cast(Tensor, g), cast(dict[str, Tensor], state), k)
    slot.p.copy_(p.t)
    for name, x in state.items():
        slot.state[name].copy_(x.t)


def _value(x: Any) -> Any:
    return x.t if isinstance(x, Traced) else x


def _by_tensor(x: Any) -> bool:
    """Whether scalar ``x`` must stay a tensor rather than be read into a number."""
    return isinstance(x, Tensor) and (
        x.requires_grad or not x.is_cpu or torch.compiler.is_compiling()
    )


def _add(a: Tensor, b: Any, *, alpha: Any = 1) -> Tensor:
    if _by_tensor(alpha):
        return torch.addcmul(a, b, alpha.to(b.dtype))
    return torch.add(a, b, alpha=alpha)


def _addcmul(a: Tensor, b: Tensor, c: Tensor, *, value: Any = 1) -> Tensor:
    if _by_tensor(value):
        return torch.add(a, value * b * c)
    return torch.addcmul(a, b, c, value=value)


def _addcdiv(a: Tensor, b: Tensor, c: Tensor, *, value: Any = 1) -> Tensor:
    if _by_tensor(value):
        return torch.add(a, value * b / c)
    return torch.addcdiv(a, b, c, value=value)


def _lerp(a: Tensor, b: Tensor, weight: Any) -> Tensor:
    if isinstance(weight, Tensor):
        weight = weight.to(a.device, a.dtype)
    return torch.lerp(a, b, weight)


def _copy(a: Tensor, b: Tensor) -> Tensor:
    return b.to(a.dtype, copy=True)


# Methods whose scalar torch takes only as a number, or only in the tensor's own dtype.
_TENSOR_SCALED: dict[str, Callable[..., Tensor]] = {
    "add": _add,
    "addcmul": _addcmul,
    "addcdiv": _addcdiv,
    "lerp": _lerp,
    "copy": _copy,
}
