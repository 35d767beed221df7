"""What the oracle tests run over: each optimizer that quizapp.optim and torch.optim share.

An optimizer enters by being exported. What sets one apart from the rest stands in TRAITS, with
its reason; everything else is read from torch's own signatures and database of configurations.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Parameter
from torch.testing._internal.common_optimizers import optim_db

import quizapp.optim as ours


def mixed_shapes(dtype: torch.dtype) -> list[Parameter]:
    """A matrix, a scalar, nothing at all, an odd vector, a transposed view, channels last."""
    made = [torch.randn(s, dtype=dtype) for s in ((3, 4), (), (0,), (17,))]
    made.append(torch.randn(5, 3, dtype=dtype).t())
    made.append(torch.randn(2, 3, 2, 2, dtype=dtype).to(memory_format=torch.channels_last))
    return [Parameter(x) for x in made]


def not_empty(dtype: torch.dtype) -> list[Parameter]:
    return [p for p in mixed_shapes(dtype) if p.numel()]


def matrices(dtype: torch.dtype) -> list[Parameter]:
    """Wide, tall, transposed, and a single row."""
    made = [torch.randn(s, dtype=dtype) for s in ((3, 4), (7, 2), (1, 5))]
    return [Parameter(x) for x in (*made, torch.randn(5, 3, dtype=dtype).t())]


def sparse_like(p: Tensor) -> Tensor:
    """A gradient with entries in about half the places of ``p``, some of them given twice."""
    if p.numel() == 0:
        return torch.zeros_like(p).to_sparse()
    whole = torch.randn(p.shape).mul(torch.rand(p.shape) < 0.5).to_sparse()
    places = torch.cat([whole.indices(), whole.indices()[:, :1]], dim=1)
    values = torch.cat([whole.values(), whole.values()[:1]]).to(p.dtype)
    return torch.sparse_coo_tensor(places, values, p.shape, check_invariants=False)


def away_from_zero(p: Tensor) -> Tensor:
    g = torch.randn_like(p)
    return g + torch.sgn(g)


@dataclass(frozen=True)
class Traits:
    """How an optimizer differs from the rest, which these defaults describe."""

    busy: Mapping[str, Any] = field(default_factory=dict)
    """Settings that put its whole state to work, for tests that take one configuration."""
    params: Callable[[torch.dtype], list[Parameter]] = mixed_shapes
    grad: Callable[[Tensor], Tensor] = torch.randn_like
    counts: bool = True
    """Whether its state holds a ``step``, made at the first step or before."""
    steps: int = 4
    """How many it takes to show all it does."""
    lists_ulps: Callable[[torch.dtype], float] = lambda _: 0
    """How far our lists may stray from torch's, in units of the largest element's last place."""
    rate_ulps: float = 0
    """The same with a tensor as learning rate."""
    recorded_ulps: Callable[[torch.dtype], float] = lambda dtype: 2 if dtype.is_complex else 0
    """The same where autograd records."""


SINGLE = 2**29  # units of double precision in one of single precision

TRAITS: dict[str, Traits] = {
    # torch's lists add complex tensors by components, SGD's loop whole: they round differently.
    "SGD": Traits(
        {"momentum": 0.9, "dampening": 0.3},
        counts=False,
        lists_ulps=lambda dtype: 2 if dtype.is_complex else 0,
    ),
    "Adam": Traits({"amsgrad": True}),
    "AdamW": Traits({"amsgrad": True}),
    # torch's lists scale g by γ in the parameter's own dtype before they divide; ours as the loop.
    "Adagrad": Traits(lists_ulps=lambda dtype: 2 if dtype.itemsize == 2 else 0),
    # torch's lists add λθ to g, and compute η from the counter, in single precision.
    "ASGD": Traits(
        {"lambd": 0.1, "t0": 1}, lists_ulps=lambda dtype: SINGLE if dtype is torch.float64 else 4
    ),
    # torch's lists divide √v by √(1 − β₂ᵗ), its loop takes the root of the quotient; where autograd
    # records it takes the lengths of the steps from Π, which is in single precision.
    "NAdam": Traits(
        lists_ulps=lambda _: 2,
        recorded_ulps=lambda dtype: SINGLE if dtype is torch.float64 else 2,
    ),
    # It is plain momentum for five steps. torch's lists gather all scalars in one factor of m.
    # In half precision ε is 0, and a small v too: then loop and lists are inf or nan, each its way.
    "RAdam": Traits(grad=away_from_zero, steps=8, lists_ulps=lambda _: 2),
    # torch divides by the number of elements: none at all raises ZeroDivisionError.
    # It reads sizes into numbers; times a tensor γ they are of single precision. Its lists round
    # the step before they add it; ours not that of a parameter without dimensions.
    "Adafactor": Traits(params=not_empty, lists_ulps=lambda _: 2, rate_ulps=2),
    "Muon": Traits(params=matrices, counts=False),
    "RMSprop": Traits({"momentum": 0.9, "centered": True}),
    # Its gradients are sparse, its step a plain int that nobody looks for when loading.
    "SparseAdam": Traits(grad=sparse_like, counts=False),
}


def traits(name: str) -> Traits:
    return TRAITS.get(name, Traits())


def strays(name: str, settings: Mapping[str, Any], dtype: torch.dtype = torch.float32) -> float:
    """How many units in the last place ours may differ by with these settings."""
    return traits(name).lists_ulps(dtype) if settings.get("foreach") else 0


def _shared() -> tuple[str, ...]:
    mine = (getattr(ours, name) for name in ours.__all__)
    classes = [x.__name__ for x in mine if isinstance(x, type) and issubclass(x, ours.Optimizer)]
    return tuple(name for name in classes if name != "Optimizer" and hasattr(torch.optim, name))


# LBFGS moves by calling a closure many times, and takes one group: test_lbfgs.py is about it.
SHARED = _shared()
NAMES = tuple(name for name in SHARED if name != "LBFGS")
DATABASE = {info.optim_cls.__name__: info for info in optim_db}
DTYPES = (torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.complex64)


def settings_of(name: str) -> Mapping[str, inspect.Parameter]:
    """The arguments of torch's constructor."""
    return inspect.signature(getattr(torch.optim, name)).parameters


def taken(name: str, **wanted: Any) -> dict[str, Any]:
    """Those of the settings that this optimizer has."""
    return {key: value for key, value in wanted.items() if key in settings_of(name)}


def names_with(*settings: str) -> list[str]:
    """The optimizers whose torch original takes all of the settings."""
    return [name for name in NAMES if set(settings) <= set(settings_of(name))]


def dtypes_of(name: str, among: tuple[torch.dtype, ...] = DTYPES) -> list[torch.dtype]:
    complex_too = DATABASE[name].supports_complex
    return [dtype for dtype in among if complex_too or not dtype.is_complex]


def configurations(names: Iterable[str], among: tuple[torch.dtype, ...] = DTYPES) -> list[Any]:
    """(name, settings, dtype) for all configurations that torch tests these optimizers in."""
    return [
        pytest.param(name, made.kwargs, dtype, id=f"{name}-{made.desc}-{dtype}")
        for name in names
        for made in DATABASE[name].optim_inputs_func(device="cpu")
        for dtype in dtypes_of(name, among)
    ]
