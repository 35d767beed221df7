"""What no engine can go below: measured, to stand beside a bound that is missed.

The products of matrices in Muon are torch's kernels whoever calls them. A step over large tensors
moves them through memory once; what that takes is told from torch's simplest kernel, p.add_(g). A
thousand tiny tensors cannot share a kernel without copying parameters and gradients together and
parameters back.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours
from tests.benchmarks.optim_speed import parameters

ROUNDS = 15
NEWTON_SCHULZ = 5


def limit(name: str, model: str) -> tuple[float, str]:
    """Seconds of a step that are beyond an engine's reach, and why."""
    params = parameters(name, model)
    with torch.no_grad():
        if name == "Muon":
            return _least(lambda: _products(params)), "torch's matrix products alone"
        if model == "1,000 tiny":
            return _copying(params), "copying parameters and gradients alone"
        passes = (3 + 2 * _states(name)) / 3  # p and g read, p written; state read and written
        once = _least(lambda: [p.add_(p.grad) for p in params if p.grad is not None])
        return passes * once, "memory traffic alone"


def _states(name: str) -> int:
    """How many tensors of state are as large as their parameter."""
    p = Parameter(torch.ones(3))
    p.grad = torch.ones(3)
    settings = {"momentum": 0.9} if name == "SGD" else {}
    optimizer = getattr(ours, name)([p], **settings)
    optimizer.step()
    return sum(x.numel() == p.numel() for x in optimizer.state[p].values())


def _products(params: list[Parameter]) -> None:
    for p in params:
        x = p.detach().bfloat16()
        x = x.t() if x.size(0) > x.size(1) else x
        for _ in range(NEWTON_SCHULZ):
            gram = x @ x.t()
            x.addmm(gram.addmm(gram, gram), x)


def _copying(params: list[Parameter]) -> float:
    given: list[Tensor] = [p.detach() for p in params]
    grads = [p.grad for p in params if p.grad is not None]
    flat = [torch.cat(given) for _ in range(2)]
    parts = list(flat[0].split([p.numel() for p in params]))

    def act() -> None:
        torch.cat(given, out=flat[0])
        torch.cat(grads, out=flat[1])
        flat[0].add_(flat[1])
        torch._foreach_copy_(given, parts)

    return _least(act)


def _least(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times)
