"""A bucket: many small tensors side by side in flat memory, copied in and out. No arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import torch
from torch import Tensor
from torch._utils import _flatten_dense_tensors, _unflatten_dense_tensors

Column = list[Tensor]

# One copy in C for a whole list, where a view for each tensor would cost more than its update.
flatten: Callable[[Column], Tensor] = _flatten_dense_tensors
unflatten: Callable[[Tensor, Column], tuple[Tensor, ...]] = _unflatten_dense_tensors


class Bucket:
    """Scratch memory for columns of tensors, the first of which are parameters and gradients.

    Making the views takes longer than all else in a step, so a bucket is kept and refilled.
    It remembers shapes, not tensors: these may be replaced between steps, as checkpoints do.
    """

    def __init__(self, columns: list[Column]) -> None:
        self.shapes = list(map(attrgetter("shape"), columns[0]))
        self.flat = [flatten(column) for column in columns]
        pairs = zip(self.flat, columns, strict=True)
        self.views = [list(unflatten(flat, column)) for flat, column in pairs]

    def fits(self, columns: list[Column]) -> bool:
        """Whether these columns can be copied into it."""
        p, flat = columns[0][0], self.flat[0]
        alike = (p.dtype, p.device, len(columns)) == (flat.dtype, flat.device, len(self.flat))
        return alike and self.shapes == list(map(attrgetter("shape"), columns[0]))

    def gather(self, columns: list[Column]) -> None:
        for views, column in zip(self.views, columns, strict=True):
            torch._foreach_copy_(views, column)

    def scatter(self, columns: list[Column]) -> None:
        """Copy all back but the gradients, which are as they were."""
        for i, column in enumerate(columns):
            if i != 1:
                torch._foreach_copy_(column, self.views[i])
