"""Two optimizers in lock step: ours and torch's on equal tensors, fed equal gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours

from .table import traits


def exact(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=0, equal_nan=True)


def ulps(count: float) -> Callable[[Tensor, Tensor], None]:
    """Equal to within ``count`` units in the last place of the largest element; 0 is bitwise."""

    def check(a: Tensor, b: Tensor) -> None:
        eps = torch.finfo(b.dtype).eps
        scale = b[b.isfinite()].abs().max().item() if b.isfinite().any() else 0.0
        torch.testing.assert_close(a, b, rtol=count * eps, atol=count * eps * scale, equal_nan=True)

    return check if count else exact


def strides(x: Tensor) -> list[int]:
    """Those that mean something: of dimensions that are walked along."""
    walked = zip(x.stride(), x.shape, strict=True) if x.numel() else ()
    return [stride for stride, size in walked if size > 1]


@dataclass
class Pair:
    """Our optimizer with its parameters, and torch's with equal ones."""

    our: Any
    their: Any
    our_params: list[Any]
    their_params: list[Any]
    grad: Callable[[Tensor], Tensor]

    def set_grads(self, seed: int, frozen: int | None = None) -> None:
        """The same gradients for both; none for the parameter number ``frozen``."""
        torch.manual_seed(seed)
        for a, b in zip(self.our_params, self.their_params, strict=True):
            a.grad = self.grad(a)
            b.grad = a.grad.clone()
        if frozen is not None:
            self.our_params[frozen].grad = self.their_params[frozen].grad = None

    def step(self, steps: int = 1, seed: int = 1, frozen: int | None = None) -> None:
        for i in range(steps):
            self.set_grads(seed * 1000 + i, frozen)
            self.our.step()
            self.their.step()

    def check(self, same: Callable[[Tensor, Tensor], None] = exact) -> None:
        """Parameters, state and its layout, groups and repr are the same."""
        for a, b in zip(self.our_params, self.their_params, strict=True):
            same(a.detach(), b.detach())
            self._check_state(self.our.state.get(a, {}), self.their.state.get(b, {}), same)
        assert repr(self.our) == repr(self.their)
        mine, other = self.our.state_dict(), self.their.state_dict()
        assert list(mine["state"]) == list(other["state"])
        assert [list(g) for g in mine["param_groups"]] == [list(g) for g in other["param_groups"]]
        assert [g["params"] for g in mine["param_groups"]] == [
            g["params"] for g in other["param_groups"]
        ]

    def _check_state(self, mine: Any, other: Any, same: Callable[[Tensor, Tensor], None]) -> None:
        assert list(mine) == list(other)
        for name, value in other.items():
            if not isinstance(value, Tensor):
                assert mine[name] == value
                assert type(mine[name]) is type(value)
                continue
            assert mine[name].dtype == value.dtype
            assert mine[name].layout == value.layout
            if value.layout == torch.strided:
                assert strides(mine[name]) == strides(value)
            same(mine[name].detach(), value.detach())


def twins(params: list[Tensor]) -> list[Any]:
    return [
        Parameter(p.detach().clone(memory_format=torch.preserve_format))
        if isinstance(p, Parameter)
        else p.clone(memory_format=torch.preserve_format)
        for p in params
    ]


def make_pair(
    name: str,
    settings: dict[str, Any],
    *,
    dtype: torch.dtype = torch.float32,
    params: list[Tensor] | None = None,
    classes: tuple[ModuleType, ModuleType] = (ours, torch.optim),
) -> Pair:
    torch.manual_seed(0)
    mine: Any = traits(name).params(dtype) if params is None else params
    theirs = twins(mine)
    make, make_torch = (getattr(module, name) for module in classes)
    return Pair(
        make(mine, **settings), make_torch(theirs, **settings), mine, theirs, traits(name).grad
    )


@pytest.fixture
def pair() -> Callable[..., Pair]:
    """``pair("Adam", {"lr": 0.1}, dtype=…, params=…)``."""
    return make_pair


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """torch starts threads for the smallest sparse sum; where tests share the cores, they wait."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def close() -> Callable[[float], Callable[[Tensor, Tensor], None]]:
    """``close(2)`` compares to within two units in the last place."""
    return ulps
