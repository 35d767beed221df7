"""A bucket: many small tensors side by side in flat memory, copied in and out. No arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import torch
from torch import Tensor
from torch._utils import _unflatten_dense_tensors

Column = list[Tensor]

unflatten: Callable[[Tensor, Column], tuple[Tensor, ...]] = _unflatten_dense_tensors


class Bucket:
    """Scratch memory for columns of tensors, the first of which are parameters and gradients.

    Making views takes longer than all else in a step, so a bucket is kept and refilled. Tensors
    may be replaced between steps, as checkpoints do: it looks where they lie each time.
    """

    def __init__(self, columns: list[Column]) -> None:
        self.shapes = list(map(attrgetter("shape"), columns[0]))
        length = sum(map(Tensor.numel, columns[0]))
        self.flat = [column[0].new_empty(length) for column in columns]
        pairs = zip(self.flat, columns, strict=True)
        self.views = [list(unflatten(flat, column)) for flat, column in pairs]
        self._places: list[list[int]] = [[] for _ in columns]
        self._lines: list[Column] = [[] for _ in columns]

    def fits(self, columns: list[Column]) -> bool:
        """Whether these columns can be copied into it."""
        p, flat = columns[0][0], self.flat[0]
        alike = (p.dtype, p.device, len(columns)) == (flat.dtype, flat.device, len(self.flat))
        return alike and self.shapes == list(map(attrgetter("shape"), columns[0]))

    def gather(self, columns: list[Column]) -> None:
        """Copy all in. Gradients are new each time, so only views of the others are kept."""
        for i, column in enumerate(columns):
            if i == 1:
                torch._foreach_copy_(self.views[i], column)
            else:
                torch.cat(self._in_lines(i, column), out=self.flat[i])

    def _in_lines(self, i: int, column: Column) -> Column:
        """The tensors as 1-D views; a view keeps its memory, so a place is never another's."""
        places = list(map(Tensor.data_ptr, column))
        if places != self._places[i]:
            self._places[i] = places
            self._lines[i] = [x.detach().view(-1) for x in column]
        return self._lines[i]

    def scatter(self, columns: list[Column]) -> None:
        """Copy all back but the gradients, which are as they were."""
        for i, column in enumerate(columns):
            if i != 1:
                torch._foreach_copy_(column, self.views[i])
