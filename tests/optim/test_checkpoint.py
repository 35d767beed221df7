"""Training that moves between ours and torch's through checkpoints, copies and pickles."""

from __future__ import annotations

import copy
import io
import pickle
from typing import Any

import pytest
import torch
from torch.nn import Parameter

import quizapp.optim as ours

from .table import NAMES, strays, taken, traits

# Each with nothing but defaults, and with all of its state at work.
SETTINGS: list[tuple[str, dict[str, Any]]] = [(name, {}) for name in NAMES] + [
    (name, {**traits(name).busy, **taken(name, foreach=True, weight_decay=0.1)}) for name in NAMES
]


def through_disk(state: Any) -> Any:
    buffer = io.BytesIO()
    torch.save(state, buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)


@pytest.mark.parametrize(("name", "kwargs"), SETTINGS)
@pytest.mark.parametrize("swap", [False, True], ids=["torch to ours", "ours to torch"])
def test_a_checkpoint_continues_bitwise_on_the_other_side(
    pair, close, name: str, kwargs: dict[str, Any], swap: bool
) -> None:
    both = pair(name, kwargs)
    both.step(3, frozen=0)  # state belongs to its parameter also where others have none
    source, target = (both.our, both.their) if swap else (both.their, both.our)
    params = both.their_params if swap else both.our_params
    fresh = getattr(torch.optim if swap else ours, name)(params, lr=123)
    fresh.load_state_dict(through_disk(source.state_dict()))
    if swap:
        both.their = fresh
    else:
        both.our = fresh
    assert type(fresh) is type(target)
    both.step(3, seed=2)
    both.check(close(strays(name, kwargs)))


def test_state_is_cast_to_the_parameter_but_step_is_not(pair) -> None:
    both = pair("Adam", {}, params=[Parameter(torch.randn(4, dtype=torch.float64))])
    both.step(2)
    saved = both.their.state_dict()
    results = []
    for module in (ours, torch.optim):
        optimizer = module.Adam([Parameter(torch.zeros(4, dtype=torch.bfloat16))])
        optimizer.load_state_dict(saved)
        results.append({k: v.dtype for k, v in optimizer.state_dict()["state"][0].items()})
    assert results[0] == results[1]
    assert results[0]["step"] == torch.float32
    assert results[0]["exp_avg"] == torch.bfloat16


def test_what_is_loaded_is_a_copy(pair) -> None:
    both = pair("SGD", {"momentum": 0.9})
    both.step(1)
    saved = both.our.state_dict()
    both.our.load_state_dict(saved)
    both.our.param_groups[0]["lr"] = 7
    assert saved["param_groups"][0]["lr"] == 1e-3


@pytest.mark.parametrize(("name", "kwargs"), SETTINGS)
@pytest.mark.parametrize("clone", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_train_on_by_themselves(name: str, kwargs: dict[str, Any], clone: Any) -> None:
    p = Parameter(torch.ones(3, 2))
    optimizer = getattr(ours, name)([p], **kwargs)
    for _ in range(2):
        p.grad = traits(name).grad(p)
        optimizer.step()
    twin = clone(optimizer)
    (q,) = twin.param_groups[0]["params"]
    assert q is not p
    grad = traits(name).grad(p)
    for x, opt in ((p, optimizer), (q, twin)):
        x.grad = grad.clone()
        opt.step()
    assert torch.equal(p, q)
    assert repr(optimizer) == repr(twin)
    twin.register_step_post_hook(lambda *_: None)


@pytest.mark.parametrize("name", NAMES)
def test_settings_that_old_checkpoints_lack_are_filled_in(name: str) -> None:
    """Whatever single key is missing, the groups become what they become in torch."""
    for missing in torch_group(name):
        groups = []
        for module in (ours, torch.optim):
            optimizer = getattr(module, name)(traits(name).params(torch.float32))
            saved = optimizer.state_dict()
            del saved["param_groups"][0][missing]
            optimizer.load_state_dict(saved)
            groups.append({k: v for k, v in optimizer.param_groups[0].items() if k != "params"})
        assert groups[0] == groups[1], missing


def torch_group(name: str) -> list[str]:
    """The settings in a group of torch's."""
    optimizer = getattr(torch.optim, name)(traits(name).params(torch.float32))
    return [key for key in optimizer.param_groups[0] if key != "params"]


@pytest.mark.parametrize("name", [name for name in NAMES if traits(name).counts])
def test_a_step_counter_that_is_a_number_becomes_a_tensor(pair, name: str) -> None:
    both = pair(name, {})
    both.step(1)
    for optimizer in (both.our, both.their):
        saved = optimizer.state_dict()
        for state in saved["state"].values():
            state["step"] = 5
        optimizer.load_state_dict(saved)
    both.step(1)
    both.check()


def test_adamw_stays_decoupled_whatever_it_loads() -> None:
    saved = torch.optim.Adam([Parameter(torch.ones(2))], weight_decay=0.1).state_dict()
    optimizer = ours.AdamW([Parameter(torch.ones(2))])
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["decoupled_weight_decay"] is True


def test_hooks_around_checkpoints() -> None:
    said: list[str] = []
    optimizer = ours.SGD([Parameter(torch.ones(2))], lr=0.1)
    optimizer.register_state_dict_pre_hook(lambda _: said.append("second"))
    optimizer.register_state_dict_pre_hook(lambda _: said.append("first"), prepend=True)
    optimizer.register_state_dict_post_hook(lambda _, saved: {**saved, "extra": 1})
    saved = optimizer.state_dict()
    assert said == ["first", "second"]
    assert saved.pop("extra") == 1

    def halve(_: Any, loaded: Any) -> Any:
        groups = [{**group, "lr": group["lr"] / 2} for group in loaded["param_groups"]]
        return {**loaded, "param_groups": groups}

    optimizer.register_load_state_dict_pre_hook(halve)
    handle = optimizer.register_load_state_dict_post_hook(lambda _: said.append("loaded"))
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["lr"] == 0.05
    handle.remove()
    optimizer.load_state_dict(saved)
    assert said[2:] == ["loaded"]


@pytest.mark.parametrize("name", [name for name in NAMES if traits(name).counts])
def test_the_state_of_another_class_is_noticed_when_loaded(name: str) -> None:
    (x,) = [x for x in traits(name).params(torch.float32) if x.shape == (3, 4)]
    x.grad = torch.ones_like(x)
    for library in (ours, torch.optim):
        foreign = library.SGD([x], lr=0.1, momentum=0.9)
        foreign.step()
        with pytest.raises(KeyError, match="step"):
            getattr(library, name)([x]).load_state_dict(foreign.state_dict())
