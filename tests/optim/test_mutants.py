"""Each mutant is wrong in the way it says, and only there; the equality tests would catch it."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim import MUTANTS, mutant

# Two steps on gradients 1 and 1 from x = 1, lr = 0.1: settings, and what the belief computes.
SGD_PAIR = {"momentum": 0.9, "lr": 0.1}
SCENARIOS: dict[str, tuple[dict[str, Any], float]] = {
    # b = 0.5, then 0.9·0.5 + 0.5
    "sgd-dampened-first-step": ({**SGD_PAIR, "dampening": 0.5}, 1 - 0.1 * (0.5 + 0.95)),
    # b = 0.1, then 0.19
    "sgd-momentum-ema": (SGD_PAIR, 1 - 0.1 * (0.1 + 0.19)),
    # b = 1, then 1.9
    "sgd-nesterov-no-lookahead": ({**SGD_PAIR, "nesterov": True}, 1 - 0.1 * (1 + 1.9)),
    # g = 1 + 2·0.5·x: x = 0.8, then 0.62
    "sgd-double-decay": ({"lr": 0.1, "weight_decay": 0.5}, 0.62),
    "sgd-ascends": ({"lr": 0.1}, 1.2),
    # m/√v = 0.1/√0.001, then 0.19/√0.001999
    "adam-no-bias-correction": (
        {"lr": 0.1, "eps": 0.0},
        1 - 0.1 * (0.1 / math.sqrt(0.001) + 0.19 / math.sqrt(0.001999)),
    ),
    # m̂ = v̂ = 1, so each step is lr/√(1 + 3) instead of lr/(1 + 3)
    "adam-eps-inside-root": ({"lr": 0.1, "eps": 3.0}, 0.9),
    # The gradient stays positive, so λ cancels: ±lr a step
    "adamw-coupled-decay": ({"lr": 0.1, "weight_decay": 0.5, "eps": 0.0}, 0.8),
}


def after_two_steps(cls: Any, settings: dict[str, Any]) -> float:
    x = Parameter(torch.tensor([1.0], dtype=torch.float64))
    optimizer = cls([x], **settings)
    for _ in range(2):
        x.grad = torch.ones_like(x)
        optimizer.step()
    return float(x.item())


def test_every_mutant_has_a_scenario() -> None:
    assert set(SCENARIOS) == set(MUTANTS)


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_mutant_computes_what_the_misconception_gives(name: str, foreach: bool) -> None:
    settings, expected = SCENARIOS[name]
    settings = {**settings, "foreach": foreach}
    found = mutant(name)
    assert after_two_steps(found.optimizer, settings) == pytest.approx(expected, rel=2e-3)
    right = after_two_steps(found.original, settings)
    assert abs(right - expected) > 0.01


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_equality_test_fails_on_a_mutant(pair, monkeypatch: Any, name: str) -> None:
    original = mutant(name).original.__name__
    monkeypatch.setattr(ours, original, mutant(name).optimizer)
    both = pair(original, SCENARIOS[name][0])
    both.step(3)
    with pytest.raises(AssertionError):
        both.check()


@pytest.mark.parametrize("name", SCENARIOS)
def test_differentiable_mutants_compute_the_same(name: str) -> None:
    settings, expected = SCENARIOS[name]
    x = torch.tensor([1.0], dtype=torch.float64)
    optimizer = mutant(name).optimizer([x], differentiable=True, **settings)
    for _ in range(2):
        x.grad = torch.ones_like(x)
        optimizer.step()
    assert x.item() == pytest.approx(expected, rel=2e-3)


def test_the_catalogue_tells_what_it_holds() -> None:
    for name, entry in MUTANTS.items():
        assert entry.name == name
        assert entry.misconception.endswith(".")
        assert issubclass(entry.optimizer, entry.original)
        assert entry.original is getattr(ours, entry.original.__name__)
    with pytest.raises(ValueError, match="unknown mutant 'sgd'; there are: sgd-dampened"):
        mutant("sgd")
