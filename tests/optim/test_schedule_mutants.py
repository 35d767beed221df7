"""Each wrong schedule is wrong in the way it says, and the comparison with torch catches it."""

from __future__ import annotations

from typing import Any

import pytest
from torch import ones
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim.lr_scheduler import ConstantLR, ExponentialLR
from quizapp.optim.mutants import SCHEDULE_MUTANTS
from tests.optim.compare_schedulers import CONFIGS, difference

# From η₀ = 1: arguments, how many steps, and the rate that the belief gives.
SCENARIOS: dict[str, tuple[dict[str, Any], int, float]] = {
    # Rates of epochs 1, 2, 3 = the second, third: cut at the second step, not at the third
    "step-counts-from-one": ({"step_size": 3}, 2, 0.1),
    # The milestone is 2 and still sees 1
    "multistep-cut-after-milestone": ({"milestones": [2]}, 2, 1.0),
    # 0.5⁰ · 0.5¹ · 0.5² instead of 0.5²
    "lambda-on-current-rate": ({"lr_lambda": lambda t: 0.5**t}, 2, 0.125),
    # Three rates 0.5, 0.75, 1: the ramp is over at t = 2
    "linear-one-step-short": ({"start_factor": 0.5, "total_iters": 3}, 2, 1.0),
    # (1 + cos(π/2))/2 at t = 1 of 2, where T_max = 1 ends at 0
    "cosine-one-step-long": ({"T_max": 1}, 1, 0.5),
    # The descent of two steps ends at 0 before it starts anew
    "restart-after-bottom": ({"T_0": 2}, 2, 0.0),
    # Peak of the first cycle, t = 1: 0 + 1 · 2^(1−2)
    "triangular2-halves-each-step": (
        {"base_lr": 0, "max_lr": 1, "step_size_up": 1, "mode": "triangular2"},
        1,
        0.5,
    ),
    # Two bad steps after the first, which is the best so far
    "plateau-cut-at-patience": ({"patience": 2}, 3, 0.1),
}


def run(cls: Any, kwargs: dict[str, Any], steps: int) -> Any:
    """The group after so many steps from a rate of 1."""
    optimizer = ours.SGD([Parameter(ones(1))], lr=1.0, momentum=0.5)
    scheduler = cls(optimizer, **kwargs)
    for _ in range(steps):
        optimizer.step()
        scheduler.step(*([1.0] if issubclass(cls, ours.lr_scheduler.ReduceLROnPlateau) else []))
    return optimizer.param_groups[0]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_mutant_gives_the_rate_of_its_misconception(name: str) -> None:
    kwargs, steps, expected = SCENARIOS[name]
    found = SCHEDULE_MUTANTS[name]
    assert run(found.scheduler, kwargs, steps)["lr"] == pytest.approx(expected, abs=1e-12)
    assert abs(run(found.original, kwargs, steps)["lr"] - expected) > 0.01


def test_onecycle_raises_momentum_with_the_rate() -> None:
    found = SCHEDULE_MUTANTS["onecycle-momentum-follows-rate"]
    kwargs = {"max_lr": 1.0, "total_steps": 10, "pct_start": 0.5}  # the peak is at t = 4
    assert run(found.scheduler, kwargs, 4)["momentum"] == pytest.approx(0.95)
    assert run(found.original, kwargs, 4)["momentum"] == pytest.approx(0.85)


def test_sequential_hands_the_rate_over() -> None:
    """ConstantLR(0.25), whose 0.25 the next schedule should not see: it starts at η₀ = 1."""
    found = SCHEDULE_MUTANTS["sequential-hands-rate-over"]
    for cls, expected in ((found.scheduler, 0.25 * 0.5), (found.original, 1.0)):
        optimizer = ours.SGD([Parameter(ones(1))], lr=1.0)
        parts = [ConstantLR(optimizer, 0.25, 99), ExponentialLR(optimizer, 0.5)]
        scheduler: Any = cls(optimizer, parts, [2])  # type: ignore[call-arg, arg-type]
        optimizer.step()
        scheduler.step()
        scheduler.step()
        assert scheduler.get_last_lr() == [expected]


@pytest.mark.parametrize("name", SCHEDULE_MUTANTS)
def test_the_comparison_with_torch_catches_it(monkeypatch: Any, name: str) -> None:
    original = SCHEDULE_MUTANTS[name].original.__name__
    monkeypatch.setattr(ours.lr_scheduler, original, SCHEDULE_MUTANTS[name].scheduler)
    assert any(difference(build, "SGD") > 1e-4 for build in CONFIGS[original])


def test_the_catalogue_tells_what_it_holds() -> None:
    apart = {"onecycle-momentum-follows-rate", "sequential-hands-rate-over"}
    assert set(SCHEDULE_MUTANTS) == set(SCENARIOS) | apart
    for name, entry in SCHEDULE_MUTANTS.items():
        assert entry.name == name
        assert entry.misconception.endswith(".")
        assert entry.original.__name__ in ours.lr_scheduler.__all__
