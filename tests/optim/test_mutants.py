"""Each mutant is wrong in the way it says, and only there; the equality tests would catch it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim import MUTANTS, mutant

from .scenarios import SCENARIOS, SLOPES, joined_late, resumed_between
from .table import taken
from .test_mutants_apart import APART


def test_every_mutant_has_a_scenario() -> None:
    assert {*SCENARIOS, *APART} == set(MUTANTS)


@pytest.mark.parametrize(
    "engine", [{"foreach": False}, {"foreach": True}, {"differentiable": True}]
)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_mutant_computes_what_the_misconception_gives(name: str, engine: dict[str, Any]) -> None:
    scenario, found = SCENARIOS[name], mutant(name)
    settings = {**scenario.settings, **taken(found.original.__name__, **engine)}
    slope = SLOPES[scenario.loss]
    wrong = scenario.run(found.optimizer, settings, slope)
    right = scenario.run(found.original, settings, slope)
    assert wrong == pytest.approx(scenario.expected, rel=1e-4)
    assert abs(right - scenario.expected) > 0.01


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_equality_test_fails_on_a_mutant(pair, monkeypatch: Any, name: str) -> None:
    scenario, original = SCENARIOS[name], mutant(name).original.__name__
    monkeypatch.setattr(ours, original, mutant(name).optimizer)
    alike = [Parameter(torch.randn(3, dtype=torch.float64)) for _ in range(3)]
    both = pair(original, scenario.settings, params=alike)
    for i in range(4):
        late = scenario.run is joined_late and i < 2
        both.step(1, seed=i, frozen=0 if late or scenario.run is resumed_between else None)
        if scenario.run is resumed_between:
            both.our.load_state_dict(both.our.state_dict())
    with pytest.raises(AssertionError):
        both.check()


def test_the_catalogue_tells_what_it_holds() -> None:
    for name, entry in MUTANTS.items():
        assert entry.name == name
        assert entry.misconception.endswith(".")
        assert issubclass(entry.optimizer, entry.original)
        assert entry.original is getattr(ours, entry.original.__name__)
    with pytest.raises(ValueError, match="unknown mutant 'sgd'; there are: sgd-dampened"):
        mutant("sgd")
