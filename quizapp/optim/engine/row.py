"""A row: tensors that lie one after another in one piece of memory, and so can be taken as one.

Nobody keeps a list of rows: whoever wants one looks where tensors lie. State that was replaced is
thus never overlooked, and what copies memory as a whole (deepcopy, torch.save) keeps the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

import torch
from torch import Tensor

SMALL = 1 << 13  # elements; measured: below this a call costs more than copying


def lay_in_a_row(tensors: Iterable[Tensor]) -> None:
    """Move small new tensors, which nobody else knows, into one row for each dtype and device."""
    alike: defaultdict[object, list[Tensor]] = defaultdict(list)
    for x in tensors:
        if type(x) is Tensor and 0 < x.numel() < SMALL and x.is_contiguous():
            alike[x.dtype, x.device].append(x)
    for row in alike.values():
        memory = torch.cat([x.view(-1) for x in row]).untyped_storage()
        starts = accumulate(map(Tensor.numel, row), initial=0)
        for x, start in zip(row, starts, strict=False):
            x.set_(memory, start, x.shape, x.stride())


def as_one(tensors: list[Tensor]) -> Tensor | None:
    """A flat tensor over contiguous ``tensors`` of one dtype if they lie in a row, else None."""
    first = tensors[0]
    if type(first) is not Tensor and type(first) is not torch.nn.Parameter:
        return None
    room = first.untyped_storage().nbytes() // first.itemsize - first.storage_offset()
    if room < len(tensors):  # each has memory of its own: mostly so, hence asked first
        return None
    sizes = list(map(Tensor.numel, tensors))
    length = sum(sizes)
    steps = map(first.itemsize.__mul__, sizes[:-1])
    places = list(accumulate(steps, initial=first.data_ptr()))
    if room < length or places != list(map(Tensor.data_ptr, tensors)):
        return None
    return first.detach().as_strided((length,), (1,))
