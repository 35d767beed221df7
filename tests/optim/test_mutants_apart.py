"""Mutants that the slope of one number cannot drive: of LBFGS, of SparseAdam and of Muon."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim import mutant

from . import test_lbfgs


def minimized(
    cls: Any, start: list[float], curves: list[float], steps: int, **settings: Any
) -> float:
    """The first coordinate after some steps of LBFGS on ½ Σ c x²."""
    x = Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = cls([x], **settings)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (torch.tensor(curves, dtype=torch.float64) * x**2).sum() / 2
        loss.backward()
        return loss

    for _ in range(steps):
        optimizer.step(closure)
    return float(x[0].item())


def lazily_moved(cls: Any, **settings: Any) -> float:
    """The entry of two that has a gradient of 1 in the first step and none in the second."""
    x = Parameter(torch.ones(2, dtype=torch.float64))
    optimizer = cls([x], lr=0.1, **settings)
    for grad in ([1.0, 1.0], [0.0, 1.0]):
        x.grad = torch.tensor(grad, dtype=torch.float64).to_sparse()
        optimizer.step()
    return float(x[0].item())


def turned(cls: Any, **settings: Any) -> float:
    """The first entry of a matrix, 1, after two steps along the gradient I."""
    x = Parameter(torch.eye(2, dtype=torch.float64))
    optimizer = cls([x], lr=0.1, momentum=0.0, weight_decay=0.0, **settings)
    for _ in range(2):
        x.grad = torch.eye(2, dtype=torch.float64)
        optimizer.step()
    return float(x[0, 0].item())


APART: dict[str, tuple[Callable[[Any], float], float]] = {
    # ½·4x² from 1: g = 4. t = γ = 0.5 and not γ/4, so 1 − 0.5·4
    "lbfgs-full-first-step": (lambda cls: minimized(cls, [1], [4], 1, lr=0.5, max_iter=1), -1.0),
    # x = (1, 0.1), g = (1, 1), t = 1/2; then x = (1/2, −2/5), g = (1/2, −4), s = (−1/2, −1/2),
    # y = (−1/2, −5), ρ = 4/11, α = −7/11, q = (−9/11, 9/11), β = −162/121,
    # d₀ = −9/11 − 85/242, x₀ = 1/2 + d₀
    "lbfgs-unscaled-hessian": (
        lambda cls: minimized(cls, [1, 0.1], [1, 10], 2, max_iter=1),
        -81 / 121,
    ),
    # ½·4x² from 1, t = 0.5/4: there it stays, though 19 more iterations would lead to 0
    "lbfgs-one-iteration": (lambda cls: minimized(cls, [1], [4], 1, lr=0.5), 0.5),
    # 0.5 again, g = 2; then once more t = γ min(1, 1/2) along −g, not γ along −g/4
    "lbfgs-forgets-between-steps": (
        lambda cls: minimized(cls, [1], [4], 2, lr=0.5, max_iter=1),
        0.0,
    ),
    # The first step is lr. Then m = 0.09 and v = 0.000999 go on without a gradient
    "sparse-adam-moves-everything": (
        lambda cls: lazily_moved(cls, eps=1e-30),
        0.9 - 0.1 * (0.09 / 0.19) / math.sqrt(0.000999 / 0.001999),
    ),
    # m̂ = v̂ = 1, so the only step is lr/(1 + 3); by right ε would be divided by √0.001
    "sparse-adam-corrected-eps": (lambda cls: lazily_moved(cls, eps=3.0), 0.975),
    # Both singular values of the update are 1, where five iterations lead to about 1.1
    "muon-exact": (turned, 0.8),
    # X = 0.5·I/1, where ‖I‖ would be √2
    "muon-spectral-norm": (
        lambda cls: turned(cls, ns_coefficients=(0.5, 0.0, 0.0), ns_steps=1),
        0.9,
    ),
    # X = I/√2, in bfloat16
    "muon-not-orthogonal": (turned, 1 - 0.2 * 0.70703125),
}


@pytest.mark.parametrize("name", APART)
def test_a_mutant_computes_what_the_misconception_gives(name: str) -> None:
    run, expected = APART[name]
    assert run(mutant(name).optimizer) == pytest.approx(expected, rel=1e-9)
    assert abs(run(mutant(name).original) - expected) > 0.01


@pytest.mark.parametrize("name", [name for name in APART if not name.startswith("lbfgs")])
def test_the_equality_test_fails_on_a_mutant(pair, monkeypatch: Any, name: str) -> None:
    original = mutant(name).original.__name__
    monkeypatch.setattr(ours, original, mutant(name).optimizer)
    both = pair(original, {"eps": 0.1})
    both.step(3)
    with pytest.raises(AssertionError):
        both.check()


@pytest.mark.parametrize("name", [name for name in APART if name.startswith("lbfgs")])
def test_the_equality_test_fails_on_a_mutant_of_lbfgs(monkeypatch: Any, name: str) -> None:
    monkeypatch.setattr(ours, "LBFGS", mutant(name).optimizer)
    mine, theirs = test_lbfgs.runs(max_iter=3)
    for run in (mine, theirs):
        run.step(2)
    with pytest.raises(AssertionError):
        test_lbfgs.check(mine, theirs)
