"""What two state dicts (of optimizers, of models) differ in, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from quizapp.optim.inspect import words
from quizapp.optim.inspect.flat import dotted, leaves

_CHUNK = 1 << 20
_SIGNS = {"added": "+", "removed": "-"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``kind`` is added, removed, type, shape, dtype or value.

    ``largest`` is the largest absolute difference of numbers, NaN where only one is NaN.
    """

    path: str
    kind: str
    before: str
    after: str
    largest: float | None = None


def diff_state_dicts(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference between two state dicts, in their order. Equal ones give nothing."""
    old, new = dict(leaves(before)), dict(leaves(after))
    found = []
    for path in {**old, **new}:
        if path not in new:
            found.append(Change(dotted(path), "removed", _text(old[path]), ""))
        elif path not in old:
            found.append(Change(dotted(path), "added", "", _text(new[path])))
        else:
            found += _changes(dotted(path), old[path], new[path])
    return tuple(found)


def diff_text(changes: Sequence[Change]) -> str:
    """A line a difference, ``+`` for what only the second has and ``-`` for the first."""
    if not changes:
        return "no difference"
    counts = Counter(change.kind for change in changes)
    head = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
    rows = [(_SIGNS.get(change.kind, "~"), change.path, _told(change)) for change in changes]
    return "\n".join([f"differences: {head}", *words.columns(rows, wide=1)])


def _told(change: Change) -> str:
    if change.kind in _SIGNS:
        return change.before or change.after
    gap = f"largest difference {change.largest:.3g}" if change.largest else ""
    if change.before == change.after:
        return gap
    told = f"{change.before} → {change.after}"
    return f"{told}, {gap}" if gap and change.kind == "dtype" else told


def _changes(path: str, old: object, new: object) -> Iterator[Change]:
    if not (isinstance(old, Tensor) and isinstance(new, Tensor)):
        alike = type(old) is type(new)
        both_nan = old != old and new != new
        if not (alike and (old == new or both_nan)):
            kind = "value" if alike else "type"
            yield Change(path, kind, _text(old), _text(new), _gap(old, new))
    elif old.shape != new.shape:
        yield Change(path, "shape", _text(old), _text(new))
    else:
        largest = largest_difference(old, new)
        if old.dtype != new.dtype or largest != 0:
            kind = "value" if old.dtype == new.dtype else "dtype"
            yield Change(path, kind, _text(old), _text(new), largest)


def largest_difference(a: Tensor, b: Tensor) -> float:
    """The largest absolute difference of two tensors of one shape; NaN where only one is NaN."""
    largest = 0.0
    for x, y in zip(a.reshape(-1).split(_CHUNK), b.reshape(-1).split(_CHUNK), strict=True):
        wide = torch.complex128 if x.is_complex() or y.is_complex() else torch.float64
        x, y = x.to("cpu", wide), y.to("cpu", wide)
        if not x.numel() or torch.equal(x, y):
            continue
        apart = torch.where((x == y) | (x.isnan() & y.isnan()), 0.0, (x - y).abs())
        peak = apart.max().item()
        if peak != peak:
            return peak
        largest = max(largest, peak)
    return largest


def _gap(old: object, new: object) -> float | None:
    if isinstance(old, int | float) and isinstance(new, int | float):
        return float(abs(new - old))
    return None


def _text(value: object) -> str:
    if isinstance(value, Tensor) and value.dim():
        return words.tensor(value)
    return words.value(value, exact=True)
