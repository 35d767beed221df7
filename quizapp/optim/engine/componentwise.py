"""A complex tensor inside a rule: its two components apart, but for the sums torch takes whole.

Adam's v is therefore a mean of squares of the real and of the imaginary part, not of |g|².
Sums could be taken by components too, but would round differently then from torch's loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor

from quizapp.optim.engine.operators import Operators
from quizapp.optim.engine.slots import Rule, Slot, real_view


class Componentwise(Operators):
    """Stands in for the complex tensor ``t``; what is not a whole sum gives a real tensor."""

    def __init__(self, t: Tensor, whole_sums: frozenset[str]) -> None:
        self.t = t
        self.whole_sums = whole_sums

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(torch.Tensor, name)

        def apart(*operands: Any, **scalars: Any) -> Any:
            result = method(real_view(self.t), *map(_parts, operands), **scalars)
            return self if name.endswith("_") else result

        def whole(x: Any, **scalars: Any) -> Any:
            if not isinstance(x, Componentwise | Tensor):
                return apart(x, **scalars)
            result = method(self.t, _joined(x), **scalars)
            return self if name.endswith("_") else Componentwise(result, self.whole_sums)

        return whole if name in self.whole_sums else apart

    @classmethod
    def __torch_function__(cls, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """A real tensor met this one: components with components."""
        return func(*map(_parts, args), **(kwargs or {}))


def run(rule: Rule, slot: Slot, k: Any) -> None:
    """Apply ``rule`` in place to a slot of complex tensors."""
    sums = cast(Any, rule).__self__.whole_sums  # a rule is a class method; its class knows
    state = {name: Componentwise(x, sums) for name, x in slot.state.items()}
    p, g = Componentwise(slot.p, sums), Componentwise(slot.g, sums)
    rule(cast(Tensor, p), cast(Tensor, g), cast(dict[str, Tensor], state), k)


def _parts(x: Any) -> Any:
    return real_view(x.t) if isinstance(x, Componentwise) else x


def _joined(x: Componentwise | Tensor) -> Tensor:
    return x.t if isinstance(x, Componentwise) else torch.view_as_complex(x)
