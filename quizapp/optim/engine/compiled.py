"""The compiled engine: the rule as one kernel over flat memory, built once by torch.compile.

A kernel takes a 1-D tensor of any length and all scalars in one vector, so neither a new
shape nor a new learning rate compiles again. Large tensors pass through it one by one, in
place; small ones are gathered into a single bucket, as their calls would cost more than
their arithmetic. What does not lie flat in memory goes to the loop.
"""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch._utils import _flatten_dense_tensors, _unflatten_dense_tensors

from quizapp.optim.engine import functional, loop
from quizapp.optim.engine.slots import Rule, Slot

BUCKET_BELOW = 1 << 16  # elements; measured: below this a call costs more than a copy

# One copy in C for a whole list, where a view for each tensor would cost more than its update.
flatten: Callable[[list[Tensor]], Tensor] = _flatten_dense_tensors
unflatten: Callable[[Tensor, list[Tensor]], tuple[Tensor, ...]] = _unflatten_dense_tensors

_PLAIN = (Tensor, torch.nn.Parameter)

Kernel = Callable[[Tensor, Tensor, list[Tensor], Tensor], None]

_kernels: dict[object, Kernel] = {}
_unusable: list[str] = []  # why kernels cannot be built here, once that is known


def run(rule: Rule, slots: list[Slot], k: Any) -> None:
    """Apply ``rule`` to each slot, in place; they share a device and a dtype."""
    small: list[Slot] = []
    for slot in slots:
        if not _is_flat(slot):
            loop.run(rule, [slot], k)
        elif slot.p.numel() < BUCKET_BELOW:
            small.append(slot)
        else:
            _apply(rule, _flattened(slot), k)
    if small:
        bucket = _gather(small)
        _apply(rule, bucket, k)
        _scatter(bucket, small)


def _is_flat(slot: Slot) -> bool:
    dtype = slot.p.dtype
    for x in (slot.p, slot.g, *slot.state.values()):
        if type(x) not in _PLAIN or x.dtype is not dtype or not x.is_contiguous():
            return False
    return True


def _flattened(slot: Slot) -> Slot:
    state = {name: x.view(-1) for name, x in slot.state.items()}
    return Slot(slot.p.detach().view(-1), slot.g.detach().view(-1), state)


def _gather(slots: list[Slot]) -> Slot:
    state = {name: flatten([slot.state[name] for slot in slots]) for name in slots[0].state}
    return Slot(flatten([slot.p for slot in slots]), flatten([slot.g for slot in slots]), state)


def _scatter(bucket: Slot, slots: list[Slot]) -> None:
    columns = [(bucket.p, [slot.p for slot in slots])]
    columns += [(x, [slot.state[name] for slot in slots]) for name, x in bucket.state.items()]
    for flat, targets in columns:
        torch._foreach_copy_(targets, unflatten(flat, targets))


def _apply(rule: Rule, slot: Slot, k: Any) -> None:
    # Compilers take a length of one for a constant and would build a second kernel for it.
    if _unusable or slot.p.numel() < 2:
        loop.run(rule, [slot], k)
        return
    numbers = [float(x) for x in k if _is_number(x)]
    try:
        _kernel(rule, slot, k)(slot.p, slot.g, list(slot.state.values()), _vector(numbers, slot.p))
    except Exception as error:
        if not _is_about_compiling(error):
            raise
        _give_up(error)
        loop.run(rule, [slot], k)


def _is_number(x: object) -> bool:
    return x is not None and not isinstance(x, bool)


def _vector(numbers: Iterable[float], like: Tensor) -> Tensor:
    """The scalars beside ``like``, in double precision where the device has it."""
    dtype = torch.float32 if like.device.type == "mps" else torch.float64
    return torch.tensor(numbers, dtype=dtype).to(like.device, non_blocking=True)


def _kernel(rule: Rule, slot: Slot, k: Any) -> Kernel:
    """The kernel for this rule, these branches of it, this dtype and device."""
    branches = tuple(None if _is_number(x) else str(x) for x in k)
    key = (rule, branches, tuple(slot.state), slot.p.dtype, slot.p.device)
    if key not in _kernels:
        _kernels[key] = _build(rule, tuple(slot.state), k)
    return _kernels[key]


def _build(rule: Rule, names: tuple[str, ...], k: Any) -> Kernel:
    fixed = [not _is_number(x) for x in k]
    make = type(k)._make

    def kernel(p: Tensor, g: Tensor, state: list[Tensor], numbers: Tensor) -> None:
        scalars = iter(numbers.unbind())
        terms = make(
            [x if is_fixed else next(scalars) for x, is_fixed in zip(k, fixed, strict=True)]
        )
        functional.apply(rule, Slot(p, g, dict(zip(names, state, strict=True))), terms)

    # torch.compile counts rebuilds by code object and gives up after eight; each kernel is
    # one of its own, so it gets code of its own.
    own = types.FunctionType(
        kernel.__code__.replace(), kernel.__globals__, "kernel", None, kernel.__closure__
    )
    return torch.compile(own, dynamic=True, fullgraph=True)


def _is_about_compiling(error: Exception) -> bool:
    """Compilers fail before a kernel has run, so the tensors are still as they were."""
    return type(error).__module__.startswith(("torch._inductor", "torch._dynamo"))


def _give_up(error: Exception) -> None:
    reason = str(error).strip().splitlines()[0]
    _unusable.append(reason)
    warnings.warn(
        "fused=True could not be compiled here, so the plain loop runs instead: the same "
        f"results, more slowly. Install a C++ compiler to change that. ({reason})",
        RuntimeWarning,
        stacklevel=9,  # the line that called step
    )
