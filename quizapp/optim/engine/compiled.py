"""The compiled engine: the rule as one kernel over flat memory, built once by torch.compile.

A kernel takes 1-D tensors of any length and all scalars in one vector, so neither a new shape
nor a new learning rate compiles again. Large tensors pass through it one by one, in place;
small ones side by side in a bucket, as their calls would cost more than their arithmetic.
What does not lie flat in memory goes to the loop.
"""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

import torch
from torch import Tensor
from torch.utils.weak import WeakIdKeyDictionary

from quizapp.optim.engine import foreach, functional, loop
from quizapp.optim.engine.bucket import Bucket, Column
from quizapp.optim.engine.slots import Batch, Rule, Slot

BUCKET_BELOW = 1 << 13  # elements; measured: below this a call costs more than the copies
BUCKET_HOLDS = 1 << 18  # elements, so that a bucket with its gradients and state stays in cache
LONGEST = 1 << 31  # from here on a kernel on a GPU would need wider indices

# Compiled for a short tensor, a kernel would use one thread; for an even one, count on it.
_EXAMPLE = (1 << 17) + 1

_PLAIN = {Tensor, torch.nn.Parameter}

Kernel = Callable[..., object]

_kernels: dict[object, Kernel | None] = {}
_unusable: list[str] = []  # why kernels cannot be built here, once that is known
_buckets: Any = WeakIdKeyDictionary()  # by first parameter, with which a bucket goes


def run(rule: Rule, batch: Batch, k: Any) -> None:
    """Apply ``rule`` to each slot, in place; they share a device and a dtype."""
    if not _lies_flat(batch):
        singles = [batch.only([i]) for i in range(len(batch.p))]
        flat = [i for i, single in enumerate(singles) if _lies_flat(single)]
        for i in set(range(len(singles))).difference(flat):
            loop.run(rule, singles[i], k)
        if flat:
            run(rule, batch.only(flat), k)
        return
    kernel = _kernel(rule, batch, k)
    if kernel is None:
        loop.run(rule, batch, k)
        return
    numbers = _vector(k, batch.p[0])
    small = []
    for i, p in enumerate(batch.p):
        if p.numel() < BUCKET_BELOW:
            small.append(i)
        else:
            kernel(*[column[i].view(-1) for column in batch.columns()], numbers)
    if small:
        _run_small(rule, batch if len(small) == len(batch.p) else batch.only(small), k, numbers)


def _run_small(rule: Rule, batch: Batch, k: Any, numbers: Tensor) -> None:
    kernel = _kernel(rule, batch, k)
    if kernel is None or not batch.state:
        foreach.run(rule, batch, k)  # so short a rule takes less time than filling a bucket
        return
    for portion in batch.portions(BUCKET_HOLDS):
        columns = portion.columns()
        bucket = _bucket(columns)
        bucket.gather(columns)
        kernel(*bucket.flat, numbers)
        bucket.scatter(columns)


def _lies_flat(batch: Batch) -> bool:
    for column in batch.columns():
        if not _PLAIN.issuperset(map(type, column)) or not all(map(Tensor.is_contiguous, column)):
            return False
        if set(map(attrgetter("dtype"), column)) != {batch.p[0].dtype}:
            return False
    return max(map(Tensor.numel, batch.p)) < LONGEST


def _bucket(columns: list[Column]) -> Bucket:
    first = columns[0][0]
    bucket: Bucket | None = _buckets.get(first)
    if bucket is None or not bucket.fits(columns):
        bucket = _buckets[first] = Bucket(columns)
    return bucket


def _is_number(x: object) -> bool:
    return x is not None and not isinstance(x, bool)


def _vector(k: Any, like: Tensor) -> Tensor:
    """The scalars beside ``like``, in double precision where the device has it."""
    dtype = torch.float32 if like.device.type == "mps" else torch.float64
    numbers = [float(x) for x in k if _is_number(x)]
    return torch.tensor(numbers, dtype=dtype).to(like.device, non_blocking=True)


def _kernel(rule: Rule, batch: Batch, k: Any) -> Kernel | None:
    """The kernel for this rule, these branches of it, this dtype and device; None without one."""
    branches = tuple(None if _is_number(x) else str(x) for x in k)
    place = (batch.p[0].dtype, batch.p[0].device, torch.get_num_threads())
    key = (rule, branches, tuple(batch.state), *place)
    if key not in _kernels and not _unusable:
        try:
            _kernels[key] = _build(rule, batch, k)
        except Exception as error:
            if not type(error).__module__.startswith(("torch._inductor", "torch._dynamo")):
                raise
            _give_up(error)
    return _kernels.get(key)


def _build(rule: Rule, like: Batch, k: Any) -> Kernel | None:
    """Compile the rule on an example, and keep what the compiler made of it.

    torch.compile would look at its guards at every call, which takes longer than updating ten
    thousand elements; ``_lies_flat`` and the key of a kernel vouch for all that they check.
    """
    made: list[Callable[..., object]] = []
    order: list[Any] = []

    def keep(graph: Any, inputs: Any) -> Callable[..., object]:
        made.append(torch._dynamo.lookup_backend("inductor")(graph, inputs))

        def first_call(*args: Any) -> object:
            order.extend(args)
            return made[0](*args)

        return first_call

    example = [like.p[0].new_ones(_EXAMPLE) for _ in like.columns()]
    example.append(_vector(k, like.p[0]))
    torch.compile(_traceable(rule, like.state, k), backend=keep, dynamic=True, fullgraph=True)(
        *example
    )
    if not made:  # torch.compile is switched off
        return None
    # What was made takes the tensors in an order of its own, and their length among them.
    at = [next((i for i, x in enumerate(example) if x is y), None) for y in order]

    def call(*tensors: Tensor) -> object:
        return made[0](*[tensors[0].numel() if i is None else tensors[i] for i in at])

    return call


def _traceable(rule: Rule, names: Iterable[str], k: Any) -> Kernel:
    """The rule as a function of its tensors and of one vector that holds its scalars."""
    fixed = [not _is_number(x) for x in k]
    make = type(k)._make
    names = tuple(names)

    def kernel(p: Tensor, g: Tensor, *rest: Tensor) -> None:
        *state, numbers = rest
        scalars = iter(numbers.unbind())
        terms = make(
            [x if is_fixed else next(scalars) for x, is_fixed in zip(k, fixed, strict=True)]
        )
        functional.apply(rule, Slot(p, g, dict(zip(names, state, strict=True))), terms)

    # torch.compile counts rebuilds by code object and gives up after eight; each kernel is
    # one of its own, so it gets code of its own.
    code = kernel.__code__.replace()
    return types.FunctionType(code, kernel.__globals__, "kernel", None, kernel.__closure__)


def _give_up(error: Exception) -> None:
    reason = str(error).strip().splitlines()[0]
    _unusable.append(reason)
    warnings.warn(
        "fused=True could not be compiled here, so the plain loop runs instead: the same "
        f"results, more slowly. Install a C++ compiler to change that. ({reason})",
        RuntimeWarning,
        stacklevel=9,  # the line that called step
    )
