"""A loss as a function of all parameters at once, seen as one real vector. For LBFGS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from quizapp.optim.engine.slots import real_view
from quizapp.optim.line_search import Point


class Objective:
    """The closure's loss and gradient where the parameters are now, and how often it was called.

    A complex parameter is two real ones; one without a gradient has a gradient of zero.
    """

    loss: float
    grad: Tensor

    def __init__(self, params: list[Tensor], closure: Callable[[], Any]) -> None:
        self.params = params
        self.closure = closure
        self.calls = 0

    def evaluate(self) -> Any:
        """Call the closure; return its loss as it is."""
        loss = self.closure()
        self.calls += 1
        self.loss = float(loss)
        self.grad = torch.cat([_flat_grad(p) for p in self.params])
        return loss

    def is_flat(self, tolerance: float) -> bool:
        return bool(self.grad.abs().max() <= tolerance)

    def move(self, t: Any, d: Tensor) -> None:
        """θ ← θ + t d."""
        views = [real_view(p) for p in self.params]
        for view, part in zip(views, d.split([view.numel() for view in views]), strict=True):
            view.add_(part.view_as(view), alpha=t)

    def along(self, d: Tensor) -> Callable[[Any], Point]:
        """The loss on the line from here along ``d``; looking does not move the parameters."""
        here = [p.clone(memory_format=torch.contiguous_format) for p in self.params]

        def phi(t: Any) -> Point:
            self.move(t, d)
            self.evaluate()
            for p, x in zip(self.params, here, strict=True):
                p.copy_(x)
            return Point(t, self.loss, self.grad, self.grad.dot(d))

        return phi


def _flat_grad(p: Tensor) -> Tensor:
    g = torch.zeros_like(p) if p.grad is None else p.grad
    return real_view(g.to_dense() if g.is_sparse else g).reshape(-1)
