"""Reading every number of a tensor, a piece at a time: what is large stays on the disk."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

_CHUNK = 1 << 22

_PAIRS = torch.float4_e2m1fn_x2
"""Two numbers a byte. The format has no NaN and no infinity, and torch cannot look at them."""

Tell = Callable[[int], None]
"""Called with the number of bytes just read."""


def finite(x: Tensor, tell: Tell = lambda _: None) -> bool:
    """Whether ``x`` holds no NaN and no infinity. Without numbers (integers, meta) it is."""
    if x.is_meta or x.dtype == _PAIRS or not (x.is_floating_point() or x.is_complex()):
        return True
    if x.layout != torch.strided:
        x = x.coalesce().values() if x.layout == torch.sparse_coo else x.values()
    if x.numel() * x.element_size() > x.untyped_storage().nbytes():
        # Expanded: few numbers, shown many times over.
        x = torch.tensor([], dtype=x.dtype).set_(x.untyped_storage())
    for piece in (x if x.is_contiguous() else x.contiguous()).view(-1).split(_CHUNK):
        tell(piece.numel() * piece.element_size())
        if not torch.isfinite(_known(piece)).all():
            return False
    return True


def _known(piece: Tensor) -> Tensor:
    """The same in a dtype that ``isfinite`` knows: for most of one byte it is not implemented."""
    return piece.float() if piece.element_size() == 1 else piece
