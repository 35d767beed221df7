"""Every optimizer, ours beside torch's, over torch's own configurations: a table of differences."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours

from .conftest import Pair, make_pair
from .table import DATABASE, NAMES, configurations, settings_of, traits

ENGINES: dict[str, dict[str, Any]] = {"loop": {"foreach": False}, "lists": {"foreach": True}}


def units(a: Tensor, b: Tensor) -> float:
    """The largest difference, in units of the last place of the largest element; 0 is bitwise."""
    a, b = (x.detach().to_dense() for x in (a, b))
    if a.numel() == 0 or torch.equal(a.nan_to_num(), b.nan_to_num()):
        return 0.0
    largest = b.abs().max().item()
    apart = (a - b).abs().max().item()
    return (
        apart / largest / torch.finfo(b.dtype).eps
        if b.is_floating_point() or b.is_complex()
        else apart
    )


def difference(both: Pair, steps: int) -> float:
    """The largest in any parameter or state after so many steps."""
    both.step(steps)
    found = [0.0]
    for a, b in zip(both.our_params, both.their_params, strict=True):
        mine, other = both.our.state.get(a, {}), both.their.state.get(b, {})
        found.append(units(a, b))
        found += [units(mine[k], x) for k, x in other.items() if isinstance(x, Tensor)]
    return max(found)


def rows(names: tuple[str, ...] = NAMES) -> Iterator[tuple[str, str, int, float]]:
    """(optimizer, engine, configurations compared, largest difference) for each that torch has."""
    for name in names:
        for engine, choice in ENGINES.items():
            if not set(choice) <= set(settings_of(name)):
                if engine == "lists":
                    continue
                choice = {}
            found = []
            for case in configurations([name]):
                _, kwargs, dtype = case.values
                both = make_pair(name, {**deepcopy(kwargs), **choice}, dtype=dtype)
                found.append(difference(both, traits(name).steps))
            yield name, engine, len(found), max(found)
    yield ("LBFGS", "loop", *lbfgs())


def lbfgs() -> tuple[int, float]:
    """(configurations compared, largest difference) of LBFGS, which steps by a closure."""
    found = []
    for made in DATABASE["LBFGS"].optim_inputs_func(device="cpu"):
        for search in (None, "strong_wolfe"):
            for dtype in (torch.float32, torch.float64):
                torch.manual_seed(0)
                start = torch.randn(6, dtype=dtype)
                settings = {**made.kwargs, "line_search_fn": search}
                a, b = (descended(m.LBFGS, start, settings) for m in (ours, torch.optim))
                found.append(units(a, b))
    return len(found), max(found)


def descended(cls: Any, start: Tensor, settings: dict[str, Any]) -> Tensor:
    """Where four steps down Rosenbrock's valley lead."""
    x = Parameter(start.clone())
    optimizer = cls([x], **settings)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()
        loss.backward()
        return loss

    for _ in range(4):
        optimizer.step(closure)
    return x
