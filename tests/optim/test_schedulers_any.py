"""Our schedules against torch's for any arguments, in any order of calls, any composition."""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import Parameter

import quizapp.optim as ours
from tests.optim.compare_schedulers import (
    OPTIMIZERS,
    Build,
    alone,
    named,
    nested,
    optimizer,
    plain,
    snapshot,
)


def number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


count = st.integers(1, 12)
rate = number(1e-6, 2)
ARGUMENTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "StepLR": {"step_size": count, "gamma": number(0.01, 1.5)},
    "MultiStepLR": {"milestones": st.lists(st.integers(0, 15)), "gamma": number(0.01, 1.5)},
    "ConstantLR": {"factor": number(0, 1), "total_iters": st.integers(0, 12)},
    "LinearLR": {
        "start_factor": number(0.001, 1),
        "end_factor": number(0, 1),
        "total_iters": st.integers(0, 12),
    },
    "ExponentialLR": {"gamma": number(0.01, 1.5)},
    "PolynomialLR": {"total_iters": st.integers(0, 12), "power": number(0, 4)},
    "CosineAnnealingLR": {"T_max": count, "eta_min": number(0, 0.2)},
    "CosineAnnealingWarmRestarts": {
        "T_0": count,
        "T_mult": st.integers(1, 3),
        "eta_min": number(0, 0.2),
    },
    "CyclicLR": {
        "base_lr": rate,
        "max_lr": rate,
        "step_size_up": count,
        "step_size_down": st.none() | count,
        "mode": st.sampled_from(("triangular", "triangular2", "exp_range")),
        "gamma": number(0.5, 1),
        "cycle_momentum": st.booleans(),
        "base_momentum": number(0, 0.99),
        "max_momentum": number(0, 0.99),
    },
    "OneCycleLR": {
        "max_lr": rate,
        "total_steps": count,
        "pct_start": number(0, 1),
        "anneal_strategy": st.sampled_from(("cos", "linear")),
        "cycle_momentum": st.booleans(),
        "base_momentum": number(0, 0.99),
        "max_momentum": number(0, 0.99),
        "div_factor": number(1, 100),
        "final_div_factor": number(1, 1e5),
        "three_phase": st.booleans(),
    },
    "SWALR": {
        "swa_lr": rate,
        "anneal_epochs": st.integers(0, 12),
        "anneal_strategy": st.sampled_from(("cos", "linear")),
    },
}
PLATEAU = {
    "mode": st.sampled_from(("min", "max")),
    "factor": number(0, 0.99),
    "patience": st.integers(0, 3),
    "threshold": number(0, 0.3),
    "threshold_mode": st.sampled_from(("rel", "abs")),
    "cooldown": st.integers(0, 3),
    "min_lr": number(0, 0.05),
    "eps": number(0, 0.01),
}


def carry_out(module: ModuleType, kind: str, build: Build, acts: list[tuple[str, Any]]) -> Any:
    """What each act left behind, or the error it raised."""
    opt = optimizer(module, kind)
    seen: list[Any] = []
    try:
        scheduler = build(module, opt)
    except Exception as error:
        return [repr(error)]
    for act, value in acts:
        try:
            if act == "step":
                scheduler.step()
            elif act == "jump":
                scheduler.step(value)
            elif act == "train":
                opt.step()
            elif act == "write":
                opt.param_groups[0]["lr"] = value / 10
            elif act == "ask":
                seen.append(plain(scheduler.get_lr()))
            elif act == "group":
                opt.add_param_group({"params": Parameter(torch.ones(1)), "lr": 0.3})
            else:
                saved = copy.deepcopy(scheduler.state_dict())
                scheduler = build(module, opt)
                scheduler.load_state_dict(saved)
        except Exception as error:
            seen.append(repr(error))
        seen.append(snapshot(opt, scheduler))
    return seen


ACTS = st.sampled_from(("step", "step", "step", "train", "jump", "write", "ask", "group", "reload"))
CALLS = st.lists(st.tuples(ACTS, st.integers(0, 14)), max_size=12)
KINDS = st.sampled_from(sorted(OPTIMIZERS))


@st.composite
def parts(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A schedule's name and arguments for it, some of them left out."""
    name = draw(st.sampled_from(sorted(ARGUMENTS)))
    return name, draw(st.fixed_dictionaries({}, optional=ARGUMENTS[name]))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None)
@given(KINDS, parts(), CALLS)
def test_any_arguments_and_any_order_of_calls(kind: str, part: Any, calls: Any) -> None:
    build = alone(*part)
    assert carry_out(ours, kind, build, calls) == carry_out(torch.optim, kind, build, calls)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=100, deadline=None)
@given(KINDS, st.lists(parts(), min_size=3, max_size=3), st.integers(0, 12), CALLS)
def test_any_composition(kind: str, chosen: Any, milestone: int, calls: Any) -> None:
    first, second, third = chosen
    warm = nested("ChainedScheduler", [alone(*first), alone(*second)], [])
    build = nested("SequentialLR", [warm, alone(*third)], [milestone])
    assert carry_out(ours, kind, build, calls) == carry_out(torch.optim, kind, build, calls)


@settings(max_examples=80, deadline=None)
@given(st.fixed_dictionaries({}, optional=PLATEAU), st.lists(number(-2, 2), max_size=25))
def test_any_plateau(kwargs: dict[str, Any], metrics: list[float]) -> None:
    results = []
    for module in (ours, torch.optim):
        opt = optimizer(module, "SGD")
        scheduler = module.lr_scheduler.ReduceLROnPlateau(opt, **kwargs)  # type: ignore[attr-defined]
        seen = []
        for value in metrics:
            scheduler.step(value)
            seen.append(snapshot(opt, scheduler))
        results.append(seen)
    assert results[0] == results[1]


@given(st.data(), st.sampled_from(["StepLR", "MultiStepLR", "ConstantLR", "LinearLR"]))
def test_the_ratios_multiply_to_the_share(data: st.DataObject, name: str) -> None:
    """The two statements of a schedule are one: f(t) is the product of f(s)/f(s−1)."""
    kwargs = data.draw(st.fixed_dictionaries(ARGUMENTS[name]))
    assume(kwargs.get("factor", 1) > 1e-6)  # what is next to 0 cannot be multiplied away
    assume(kwargs.get("total_iters") != 0)  # the chained form never ends a time of no steps
    scheduler = named(ours, name)(optimizer(ours, "SGD"), **kwargs)
    product = 1.0
    for t in range(30):
        ratio = scheduler.ratio(t)
        product *= 1.0 if ratio is None else ratio
        assert product == pytest.approx(scheduler.share(t), rel=1e-9, abs=1e-12)
