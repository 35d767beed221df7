"""The formula language on torch: a formula becomes a loss to descend. For the worker and labs."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from quizapp.lab import formula


def loss(node: formula.Node) -> Callable[[Tensor], Tensor]:
    """The formula as a function of a tensor, always of one dtype; several values add up."""
    table: dict[str, Callable[..., Tensor]] = {}

    def at(x: Tensor) -> Tensor:
        if not table:
            table.update(functions(x))
        value = formula.evaluate(node, x, table)
        return torch.as_tensor(value, dtype=x.dtype, device=x.device).sum()

    return at


def functions(x: Tensor) -> dict[str, Callable[..., Tensor]]:
    """The formula language's functions on tensors of x's dtype and device."""

    def tensor(value: object) -> Tensor:
        if isinstance(value, Tensor):
            return value
        return torch.tensor(value, dtype=x.dtype, device=x.device)

    def unary(name: str) -> Callable[..., Tensor]:
        function = getattr(torch, name)
        return lambda value: function(tensor(value))

    def extreme(name: str) -> Callable[..., Tensor]:
        reduce, pairwise = getattr(torch, f"a{name}"), getattr(torch, f"{name}imum")

        def apply(first: object, second: object = None) -> Tensor:
            if second is None:
                return reduce(tensor(first))  # type: ignore[no-any-return]
            return pairwise(tensor(first), tensor(second))  # type: ignore[no-any-return]

        return apply

    names = ("abs", "sqrt", "exp", "log", "sin", "cos", "tanh", "sum", "mean")
    return {
        **{name: unary(name) for name in names},
        "norm": lambda value: torch.linalg.vector_norm(tensor(value)),
        "min": extreme("min"),
        "max": extreme("max"),
    }
