"""A complex tensor inside a rule: sums take it whole, all else its two components apart.

Adam's v is therefore a mean of squares of the real and of the imaginary part, not of |g|².
Sums could be taken by components too, but round differently then from torch's loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor

from quizapp.optim.engine.slots import Rule, Slot, real_view

_WHOLE = frozenset({"add", "add_", "copy_"})


class Componentwise:
    """Stands in for the complex tensor ``t``; results that are not sums are real tensors."""

    def __init__(self, t: Tensor) -> None:
        self.t = t

    def __getattr__(self, name: str) -> Callable[..., Any]:
        whole = name in _WHOLE
        seen = self.t if whole else real_view(self.t)

        def method(*operands: Any, **scalars: Any) -> Any:
            values = [_value(x, whole) for x in operands]
            result = getattr(torch.Tensor, name)(seen, *values, **scalars)
            if name.endswith("_"):
                return self
            return Componentwise(result) if whole else result

        return method


def run(rule: Rule, slot: Slot, k: Any) -> None:
    """Apply ``rule`` in place to a slot of complex tensors."""
    state = {name: Componentwise(x) for name, x in slot.state.items()}
    p, g = Componentwise(slot.p), Componentwise(slot.g)
    rule(cast(Tensor, p), cast(Tensor, g), cast(dict[str, Tensor], state), k)


def _value(x: Any, whole: bool) -> Any:
    if not isinstance(x, Componentwise):
        return x
    return x.t if whole else real_view(x.t)
