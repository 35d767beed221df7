"""A bucket: many small tensors as a few flat ones, copied in and out if need be. No arithmetic."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate, pairwise
from operator import attrgetter

import torch
from torch import Tensor

from quizapp.optim.engine.kernel import Sizes
from quizapp.optim.engine.row import as_one

Column = list[Tensor]


class Bucket:
    """Columns of flat tensors, the first of which are parameters and gradients, as flat memory.

    Making views takes longer than all else in a step, so a bucket is kept and refilled. Tensors
    may be replaced between steps, as checkpoints do: it looks where they lie each time.
    """

    def __init__(self, columns: list[Column], sizes: Sizes) -> None:
        shapes = list(map(attrgetter("shape"), columns[0]))
        self.flats = [FlatColumn(column, shapes, given=i != 1) for i, column in enumerate(columns)]
        self._sizes = sizes
        self._places = _places(columns)

    def fits(self, columns: list[Column], sizes: Sizes) -> bool:
        """Whether it was made for these: parameters of these sizes, and state, where they lay.

        It keeps a view of their memory, so a place is never another's.
        """
        same = self._sizes == sizes and self._places == _places(columns)
        return same and all(map(Tensor.is_contiguous, columns[0]))

    def gather(self, columns: list[Column]) -> list[Tensor]:
        """All columns, flat."""
        return [x.filled(column) for x, column in zip(self.flats, columns, strict=True)]

    def scatter(self, columns: list[Column]) -> None:
        """Copy back what was copied in, but for the gradients, which are as they were."""
        for x, column in zip(self.flats, columns, strict=True):
            x.copy_back(column)


class FlatColumn:
    """Tensors as one flat tensor: their own memory if they lie in a row, else a copy.

    ``given`` are those that stay where they are from step to step, and are to be changed.
    """

    def __init__(self, column: Column, shapes: list[torch.Size], *, given: bool) -> None:
        self.given = given
        self._shapes = shapes
        self._row = as_one(column) if given else None
        self._lines = [x.detach().view(-1) for x in column] if given and self._row is None else []
        self._empty = column[0].new_empty(0)

    @cached_property
    def _scratch(self) -> Tensor:
        return self._empty.new_empty(sum(shape.numel() for shape in self._shapes))

    @cached_property
    def _views(self) -> Column:
        ends = accumulate((shape.numel() for shape in self._shapes), initial=0)
        parts = [self._scratch[a:b] for a, b in pairwise(ends)]
        return [part.view(shape) for part, shape in zip(parts, self._shapes, strict=True)]

    @cached_property
    def _are_lines(self) -> bool:
        return all(len(shape) == 1 for shape in self._shapes)

    def filled(self, column: Column) -> Tensor:
        """These tensors, flat."""
        if self._row is not None:
            return self._row
        if self.given or self._are_lines:
            return torch.cat(self._lines or column, out=self._scratch)
        torch._foreach_copy_(self._views, column)  # to view what is new each time takes longer
        return self._scratch

    def copy_back(self, column: Column) -> None:
        """Write into the tensors what was done to their copy; of the rest, tell autograd."""
        if self._row is not None:
            torch.autograd.graph.increment_version(column)
        elif self.given:
            torch._foreach_copy_(column, self._views)


def overlapping(tensors: Column) -> set[int]:
    """Which of these contiguous tensors share memory with another: a bucket reads all at once."""
    found: set[int] = set()
    end, last = 0, -1
    for start, i in sorted((x.data_ptr(), i) for i, x in enumerate(tensors) if x.numel()):
        if start < end:
            found |= {i, last}
        if start + tensors[i].nbytes > end:
            end, last = start + tensors[i].nbytes, i
    return found


def _places(columns: list[Column]) -> list[list[int]]:
    """Where parameters and their state lie; gradients are new each time."""
    return [list(map(Tensor.data_ptr, x)) for i, x in enumerate(columns) if i != 1]
