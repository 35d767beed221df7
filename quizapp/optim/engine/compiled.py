"""The compiled engine: the rule as one kernel over flat memory, built once.

Large tensors pass through it one by one, in place; small ones side by side in a bucket, as their
calls would cost more than their arithmetic. What does not lie flat in memory goes to the loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.utils.weak import WeakIdKeyDictionary

from quizapp.optim.engine import foreach, loop
from quizapp.optim.engine.bucket import Bucket, Column, overlapping
from quizapp.optim.engine.kernel import FLAT, MATRICES, VECTORS, Form, Sizes, kernel_for, vector
from quizapp.optim.engine.row import SMALL
from quizapp.optim.engine.slots import Batch, Rule

BUCKET_HOLDS = 1 << 18  # elements, so that a bucket with its gradients and state stays in cache
LONGEST = 1 << 31  # from here on a kernel on a GPU would need wider indices

_PLAIN = {Tensor, torch.nn.Parameter}

_buckets: Any = WeakIdKeyDictionary()  # by first parameter, with which a bucket goes


def run(rule: Rule, batch: Batch, k: Any) -> None:
    """Apply an elementwise ``rule`` to each slot, in place; they share a device and a dtype."""
    large, small = _shared_out(tuple(map(Tensor.numel, batch.p)), SMALL)
    if small and not batch.state:  # so short a rule takes less time than filling a bucket
        foreach.run(rule, batch.only([i for share in small for i in share.chosen]), k)
        if large:
            run(rule, batch.only(large), k)
        return
    _run(rule, batch, k, large, small, FLAT)


def run_whole(rule: Rule, batch: Batch, k: Any) -> None:
    """Apply a ``rule`` that reads sums to each slot, in place; they share their shape too."""
    shape = batch.p[0].shape
    if len(shape) > 1 and 1 in shape[-2:]:  # state would not show which dimension it has reduced
        loop.run(rule, batch, k)
    elif len(shape) > 1:
        _run(rule, batch, k, [i for i, p in enumerate(batch.p) if p.numel()], [], MATRICES)
    else:
        _, rows = _shared_out(tuple(map(Tensor.numel, batch.p)), LONGEST)
        _run(rule, batch, k, [], rows, VECTORS)


def _run(
    rule: Rule, batch: Batch, k: Any, large: list[int], small: list[Share], form: Form
) -> None:
    whole = [[column[i] for i in large] for column in batch.columns()]
    parts = [_part(batch, share.chosen) for share in small]
    found = [_bucket(part.columns(), share.sizes) for part, share in zip(parts, small, strict=True)]
    buckets = [bucket for bucket in found if bucket]
    if len(buckets) < len(parts) or not _lie_flat(whole):
        _run_apart(rule, batch, k, form)
        return
    kernel = kernel_for(rule, batch, k, form)
    if kernel is None:
        loop.run(rule, batch, k)
        return
    numbers = vector(k, batch.p[0])
    for p, g, *state in zip(*whole, strict=True):
        kernel((p, g, *state, numbers), form.seen(p, p))
        torch.autograd.graph.increment_version((p, *state))  # which autograd did not see
    for part, bucket in zip(parts, buckets, strict=True):
        flats = bucket.gather(part.columns())
        kernel((*flats, numbers), form.seen(flats[0], part.p[0]))
        bucket.scatter(part.columns())


def _run_apart(rule: Rule, batch: Batch, k: Any, form: Form) -> None:
    """What does not lie flat, or shares memory, goes to the loop, the rest the usual way."""
    singles = [batch.only([i]) for i in range(len(batch.p))]
    shared = overlapping(batch.p)
    flat = [i for i, x in enumerate(singles) if i not in shared and _lie_flat(x.columns())]
    for i in sorted(set(range(len(singles))).difference(flat)):
        loop.run(rule, singles[i], k)
    if flat:
        (run if form is FLAT else run_whole)(rule, batch.only(flat), k)


class Share(NamedTuple):
    """Small tensors that go into one bucket."""

    chosen: tuple[int, ...]
    sizes: Sizes


@lru_cache(maxsize=64)
def _shared_out(sizes: Sizes, largest: int) -> tuple[list[int], list[Share]]:
    """Which tensors are large, and which others share a bucket; nobody needs those of size 0."""
    large = [i for i, size in enumerate(sizes) if size >= largest]
    small: list[list[int]] = []
    room = 0
    for i, size in enumerate(sizes):
        if 0 < size < largest:
            if size > room:
                small.append([])
                room = BUCKET_HOLDS
            small[-1].append(i)
            room -= size
    return large, [Share(tuple(x), tuple(sizes[i] for i in x)) for x in small]


def _part(batch: Batch, chosen: Sequence[int]) -> Batch:
    return batch if len(chosen) == len(batch.p) else batch.only(chosen)


def _bucket(columns: list[Column], sizes: Sizes) -> Bucket | None:
    """The bucket for these tensors; None if they do not all lie flat, each by itself."""
    first = columns[0][0]
    bucket: Bucket | None = _buckets.get(first)
    if bucket and bucket.fits(columns, sizes):
        return bucket if _lie_flat([[first], columns[1]]) else None
    if not _lie_flat(columns) or overlapping(columns[0]):
        return None
    bucket = _buckets[first] = Bucket(columns, sizes)
    return bucket


def _lie_flat(columns: list[Column]) -> bool:
    """Whether kernels can take them: plain, of one dtype and size, and without gaps."""
    if not columns[0]:
        return True
    for column in columns:
        if not _PLAIN.issuperset(map(type, column)) or not all(map(Tensor.is_contiguous, column)):
            return False
        if set(map(attrgetter("dtype"), column)) != {columns[0][0].dtype}:
            return False
    return max(map(Tensor.numel, columns[0])) < LONGEST
