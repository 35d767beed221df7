"""The compiled engine: the rule as one kernel over flat memory, built once.

Large tensors pass through it one by one, in place; small ones side by side in a bucket, as their
calls would cost more than their arithmetic. What does not lie flat in memory goes to the loop.
"""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Any

import torch
from torch import Tensor
from torch.utils.weak import WeakIdKeyDictionary

from quizapp.optim.engine import foreach, loop
from quizapp.optim.engine.bucket import Bucket, Column
from quizapp.optim.engine.kernel import kernel_for, vector
from quizapp.optim.engine.row import SMALL
from quizapp.optim.engine.slots import Batch, Rule

BUCKET_HOLDS = 1 << 18  # elements, so that a bucket with its gradients and state stays in cache
LONGEST = 1 << 31  # from here on a kernel on a GPU would need wider indices

_PLAIN = {Tensor, torch.nn.Parameter}

_buckets: Any = WeakIdKeyDictionary()  # by first parameter, with which a bucket goes


def run(rule: Rule, batch: Batch, k: Any) -> None:
    """Apply ``rule`` to each slot, in place; they share a device and a dtype."""
    sizes = tuple(map(Tensor.numel, batch.p))
    large, small = _shared_out(sizes)
    whole = [[column[i] for i in large] for column in batch.columns()]
    # A rule without state takes less time than filling a bucket.
    parts = [_part(batch, chosen) for chosen in small] if batch.state else []
    buckets = [bucket for part in parts if (bucket := _bucket(part.columns()))]
    all_flat = len(buckets) == len(parts) and (not large or _lie_flat(whole))
    if not all_flat or max(sizes) >= LONGEST:
        _run_apart(rule, batch, k)
        return
    kernel = kernel_for(rule, batch, k)
    if kernel is None:
        loop.run(rule, batch, k)
        return
    numbers = vector(k, batch.p[0])
    for tensors in zip(*whole, strict=True):
        kernel(*tensors, numbers)
    for part, bucket in zip(parts, buckets, strict=True):
        kernel(*bucket.gather(part.columns()), numbers)
        bucket.scatter(part.columns())
    if small and not parts:
        foreach.run(rule, batch.only([i for chosen in small for i in chosen]), k)
    for column in (batch.p, *batch.state.values()):  # autograd is told of what it did not see
        torch.autograd.graph.increment_version(column)


def _run_apart(rule: Rule, batch: Batch, k: Any) -> None:
    """What does not lie flat goes to the loop, the rest the usual way."""
    singles = [batch.only([i]) for i in range(len(batch.p))]
    flat = [i for i, x in enumerate(singles) if x.p[0].numel() < LONGEST and _lie_flat(x.columns())]
    for i in set(range(len(singles))).difference(flat):
        loop.run(rule, singles[i], k)
    if flat:
        run(rule, batch.only(flat), k)


@lru_cache(maxsize=64)
def _shared_out(sizes: tuple[int, ...]) -> tuple[list[int], list[list[int]]]:
    """Which tensors are large, and which of the others share a bucket; not those of no element."""
    large = [i for i, size in enumerate(sizes) if size >= SMALL]
    small: list[list[int]] = []
    room = 0
    for i, size in enumerate(sizes):
        if 0 < size < SMALL:
            if size > room:
                small.append([])
                room = BUCKET_HOLDS
            small[-1].append(i)
            room -= size
    return large, small


def _part(batch: Batch, chosen: list[int]) -> Batch:
    return batch if len(chosen) == len(batch.p) else batch.only(chosen)


def _bucket(columns: list[Column]) -> Bucket | None:
    """The bucket for these tensors; None if they do not all lie flat."""
    first = columns[0][0]
    bucket: Bucket | None = _buckets.get(first)
    known = bucket is not None and bucket.fits(columns)
    if not _lie_flat([[first], columns[1]] if known else columns):
        return None
    if not known:
        bucket = _buckets[first] = Bucket(columns)
    return bucket


def _lie_flat(columns: list[Column]) -> bool:
    """Whether kernels can take them: plain, of one dtype and size, and without gaps."""
    for column in columns:
        if not _PLAIN.issuperset(map(type, column)) or not all(map(Tensor.is_contiguous, column)):
            return False
        if set(map(attrgetter("dtype"), column)) != {columns[0][0].dtype}:
            return False
    return True
