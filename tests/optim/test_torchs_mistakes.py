"""Where torch's own fused kernels are wrong on a CPU, ours are right: its loop is the judge.

Each test also holds torch to its mistake, so that we hear when it is mended.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours


def stepped(module: Any, name: str, start: Tensor, grads: list[Tensor], **kwargs: Any) -> Tensor:
    """``start`` after a step for each gradient."""
    p = Parameter(start.clone(memory_format=torch.preserve_format))
    optimizer = getattr(module, name)([p], lr=0.1, **kwargs)
    for g in grads:
        p.grad = g.clone(memory_format=torch.preserve_format)
        optimizer.step()
    return p.detach()


def far(a: Tensor, b: Tensor) -> float:
    """The largest difference, in units of the last place of the largest element."""
    return ((a - b).abs().max() / b.abs().max()).item() / torch.finfo(b.dtype).eps


# Without momentum ours runs lists and compiles nothing, so that this takes half the time.
@pytest.mark.parametrize(("dtype", "momentum"), [(torch.bfloat16, 0.9), (torch.float16, 0)])
def test_low_precision_is_stepped_whole(dtype: torch.dtype, momentum: float) -> None:
    """torch's fused SGD leaves whole blocks of a bfloat16 or float16 parameter as they were."""
    torch.manual_seed(0)
    start, *grads = (torch.randn(300, dtype=dtype) for _ in range(4))
    right = stepped(torch.optim, "SGD", start, grads, momentum=momentum, foreach=False)
    mine = stepped(ours, "SGD", start, grads, momentum=momentum, fused=True)
    theirs = stepped(torch.optim, "SGD", start, grads, momentum=momentum, fused=True)
    assert far(mine, right) <= 4
    assert (theirs == start).sum() > 100 > (right == start).sum()


@pytest.mark.parametrize("name", ["SGD", "AdamW", "Adagrad"])
def test_strides_are_followed(name: str) -> None:
    """torch's fused kernels pair a transposed parameter with its gradient by place in memory."""
    torch.manual_seed(0)
    start = torch.randn(40, 30).t()
    grads = [torch.randn(30, 40) for _ in range(3)]
    right = stepped(torch.optim, name, start, grads, foreach=False)
    assert far(stepped(ours, name, start, grads, fused=True), right) <= 4
    assert far(stepped(torch.optim, name, start, grads, fused=True), right) > 1000


def test_a_first_step_that_overflowed_leaves_no_trace() -> None:
    """torch's fused SGD has made a buffer then, never fills it, and adds to it at the next."""
    finals = []
    for module, choice in ((ours, {"fused": True}), (torch.optim, {"foreach": False})):
        p = Parameter(torch.ones(64))
        optimizer = module.SGD([p], lr=0.1, momentum=0.9, **choice)
        for overflow in (1.0, 0.0, 0.0):
            p.grad = torch.ones(64)
            if "fused" in choice:
                optimizer.found_inf = torch.tensor(overflow)
            if "fused" in choice or not overflow:
                optimizer.step()
        finals.append(p.detach())
    assert far(*finals) <= 2
