"""Our schedules against torch's, bit for bit: rates, momentum, checkpoints, warnings, errors."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

import pytest
import torch

import quizapp.optim as ours
from tests.optim.compare_schedulers import (
    CONFIGS,
    OPTIMIZERS,
    SETTINGS,
    Build,
    named,
    optimizer,
    plain,
    snapshot,
    step,
    trace,
)

pytestmark = pytest.mark.filterwarnings("ignore:Detected call of")
ALL = [
    pytest.param(build, id=f"{name}-{i}")
    for name, builds in CONFIGS.items()
    for i, build in enumerate(builds)
]
ONE_OF_EACH = [pytest.param(builds[-1], id=name) for name, builds in CONFIGS.items()]
# These take last_epoch; the others count for themselves.
RESUMABLE = [name for name in SETTINGS if name != "ReduceLROnPlateau"]


def recorded(*args: Any) -> str:
    """The trace with every warning, as text: 1 is then not 1.0."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        seen = trace(*args)
    return repr((seen, [(w.category, str(w.message)) for w in said]))


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("build", ALL)
def test_every_step_is_torchs(build: Build, kind: str) -> None:
    assert recorded(build, kind, ours, ours) == recorded(build, kind, torch.optim, torch.optim)


@pytest.mark.parametrize("build", ONE_OF_EACH)
def test_ours_drive_torchs_optimizers(build: Build) -> None:
    mine = recorded(build, "AdamW", ours, torch.optim)
    assert mine == recorded(build, "AdamW", torch.optim, torch.optim)


@pytest.mark.parametrize("turned", [False, True], ids=["torch to ours", "ours to torch"])
@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("build", ONE_OF_EACH)
def test_checkpoints_go_over_in_mid_run(build: Build, kind: str, turned: bool) -> None:
    """What one saves after ten steps the other goes on from, as if it had been the first."""
    there, here = (ours, torch.optim) if turned else (torch.optim, ours)
    opt = optimizer(there, kind)
    scheduler = build(there, opt)
    for i in range(10):
        opt.step()
        step(scheduler, i)
    new_opt = optimizer(here, kind)
    new = build(here, new_opt)
    new_opt.load_state_dict(opt.state_dict())
    new.load_state_dict(copy.deepcopy(scheduler.state_dict()))
    for i in range(10, 25):
        for each, driven in ((scheduler, opt), (new, new_opt)):
            driven.step()
            step(each, i)
        assert repr(snapshot(new_opt, new)) == repr(snapshot(opt, scheduler))


@pytest.mark.parametrize("last_epoch", [0, 3, 9])
@pytest.mark.parametrize(
    ("name", "kwargs"), [(name, each) for name in RESUMABLE for each in SETTINGS[name][:3]]
)
def test_last_epoch_resumes(name: str, kwargs: dict[str, Any], last_epoch: int) -> None:
    """Groups come from a run of torch's; a scheduler made anew goes on at ``last_epoch``."""
    results = []
    for module in (ours, torch.optim):
        before = optimizer(torch.optim, "SGD")
        first = named(torch.optim, name)(before, **kwargs)
        for _ in range(last_epoch):
            before.step()
            first.step()
        opt = optimizer(module, "SGD")
        opt.load_state_dict(before.state_dict())
        scheduler = named(module, name)(opt, **kwargs, last_epoch=last_epoch)
        seen = [snapshot(opt, scheduler)]
        for _ in range(12):
            opt.step()
            scheduler.step()
            seen.append(snapshot(opt, scheduler))
        results.append(seen)
    assert results[0] == results[1]


LEAVE_A_LOADED_RATE = {
    "MultiplicativeLR",
    "StepLR",
    "MultiStepLR",
    "ExponentialLR",
    "PolynomialLR",
    "CosineAnnealingLR",
    "ReduceLROnPlateau",
    "SWALR",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_who_overwrites_a_loaded_rate(name: str) -> None:
    after = []
    for module in (ours, torch.optim):
        opt = optimizer(module, "SGD")
        for group in opt.param_groups:
            group.update(lr=0.03125, initial_lr=1.0)
        named(module, name)(opt, **SETTINGS[name][0])
        after.append([group["lr"] for group in opt.param_groups])
    assert after[0] == after[1]
    assert (after[0] == [0.03125, 0.03125]) == (name in LEAVE_A_LOADED_RATE)


@pytest.mark.parametrize("name", SETTINGS)
def test_epochs_given_to_step(name: str) -> None:
    results = []
    for module in (ours, torch.optim):
        opt = optimizer(module, "SGD")
        scheduler = named(module, name)(opt, **SETTINGS[name][1])
        opt.step()
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            seen = []
            for epoch in (4, None, 0, 11, None, 12):
                first = [0.5] if name == "ReduceLROnPlateau" else []
                scheduler.step(*first, epoch=epoch)
                seen.append(snapshot(opt, scheduler))
        results.append((seen, [(w.category, str(w.message), w.filename) for w in said]))
    assert results[0] == results[1]
    expected = 0 if name == "CosineAnnealingWarmRestarts" else 4
    assert len(results[0][1]) == expected


def test_warm_restarts_step_by_fractions() -> None:
    results = []
    for module in (ours, torch.optim):
        opt = optimizer(module, "SGD")
        scheduler = named(module, "CosineAnnealingWarmRestarts")(opt, T_0=3, T_mult=2)
        seen = []
        for i in range(120):
            scheduler.step(i / 4)
            seen.append(snapshot(opt, scheduler))
        results.append(seen)
    assert results[0] == results[1]


@pytest.mark.parametrize("build", ONE_OF_EACH)
def test_copies_go_on_by_themselves(build: Build) -> None:
    opt = optimizer(ours, "SGD")
    scheduler = build(ours, opt)
    for i in range(5):
        opt.step()
        step(scheduler, i)
    twin = copy.deepcopy(scheduler)
    before = snapshot(opt, scheduler)
    for i in range(5, 9):
        step(twin, i)
    assert repr(snapshot(opt, scheduler)) == repr(before)
    for i in range(5, 9):
        step(scheduler, i)
    assert repr(plain(twin.state_dict())) == repr(plain(scheduler.state_dict()))


@pytest.mark.parametrize("name", [n for n in SETTINGS if "lr_lambda" not in SETTINGS[n][0]])
def test_pickles_hold_the_optimizer_too(name: str) -> None:
    opt = optimizer(ours, "SGD")
    scheduler = named(ours, name)(opt, **SETTINGS[name][1])
    step(scheduler, 0)
    twin = pickle.loads(pickle.dumps(scheduler))
    for each in (scheduler, twin):
        step(each, 1)
    assert snapshot(twin.optimizer, twin) == snapshot(opt, scheduler)
