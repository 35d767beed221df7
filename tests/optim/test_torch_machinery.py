"""What surrounds an optimizer in torch drives ours: schedulers, scalers, hooks, the compiler."""

from __future__ import annotations

import inspect
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest
import torch
from torch.nn import Parameter
from torch.optim import lr_scheduler, swa_utils
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

import quizapp.optim as ours

from .table import DATABASE, NAMES, SHARED, settings_of, traits


@pytest.mark.parametrize("name", SHARED)
def test_signature_and_defaults_are_torchs(name: str) -> None:
    mine = dict(inspect.signature(getattr(ours, name)).parameters)
    theirs = settings_of(name)
    if "fused" not in theirs and list(mine)[-1] == "fused":  # ours alone, and last
        assert mine.pop("fused").default is None
    assert [(p.name, p.default, p.kind) for p in mine.values()] == [
        (p.name, p.default, p.kind) for p in theirs.values()
    ]
    a, b = (getattr(m, name)(traits(name).params(torch.float32)) for m in (ours, torch.optim))
    assert list(a.defaults.items()) == list(b.defaults.items())
    assert list(a.param_groups[0]) == list(b.param_groups[0])


@pytest.mark.parametrize("name", SHARED)
def test_classes_descend_from_one_another_as_in_torch(name: str) -> None:
    bases = [[x.__name__ for x in getattr(m, name).__mro__] for m in (ours, torch.optim)]
    assert [x for x in bases[0] if x in SHARED] == [x for x in bases[1] if x in SHARED]


def test_every_method_of_the_base_class_is_our_own() -> None:
    inherited = [
        name
        for name, value in vars(torch.optim.Optimizer).items()
        if (callable(value) or isinstance(value, staticmethod))
        and name not in vars(ours.Optimizer)
        and not name.startswith(("Optimizer", "__"))
    ]
    assert inherited == ["_group_tensors_by_device_and_dtype"]  # a helper no method of ours calls


def test_torch_dynamo_is_not_imported() -> None:
    """Building, stepping, saving and loading must not cost a second of importing."""
    code = """
import sys, torch
import quizapp.optim as optim
p = torch.nn.Parameter(torch.ones(2, 2))
for name in sys.argv[1:]:
    for kwargs in ({}, {"foreach": True}):
        try:
            opt = getattr(optim, name)([p], **kwargs)
        except TypeError:  # it has no lists
            continue
        p.grad = torch.ones(2, 2)
        if name == "SparseAdam":
            p.grad = p.grad.to_sparse()
        opt.step(*[lambda: p.sum()] * (name == "LBFGS"))
        opt.load_state_dict(opt.state_dict())
        opt.zero_grad()
        schedule = optim.lr_scheduler.SequentialLR(
            opt, [optim.lr_scheduler.LinearLR(opt), optim.swa_utils.SWALR(opt, 0.1)], [2]
        )
        schedule.step()
        schedule.load_state_dict(schedule.state_dict())
assert "torch._dynamo" not in sys.modules
assert not [m for m in sys.modules if m.startswith("quizapp.") and "optim" not in m]
"""
    subprocess.run([sys.executable, "-c", code, *SHARED], check=True, timeout=60)


SCHEDULERS: dict[str, Any] = {
    "step": lambda o: lr_scheduler.StepLR(o, 2),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, 5),
    "onecycle": lambda o: lr_scheduler.OneCycleLR(
        o, 0.1, 10, cycle_momentum=bool({"momentum", "betas"} & o.defaults.keys())
    ),
    "lambda": lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.9**epoch),
    "sequence": lambda o: lr_scheduler.SequentialLR(
        o, [lr_scheduler.LinearLR(o), lr_scheduler.ExponentialLR(o, 0.5)], [2]
    ),
    "swa": lambda o: swa_utils.SWALR(o, 0.05),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scheduler", SCHEDULERS)
@pytest.mark.parametrize("name", NAMES)
def test_schedulers_drive_ours(pair, name: str, scheduler: str) -> None:
    both = pair(name, dict(traits(name).busy))
    mine, theirs = SCHEDULERS[scheduler](both.our), SCHEDULERS[scheduler](both.their)
    for i in range(5):
        both.step(1, seed=i)
        mine.step()
        theirs.step()
    assert mine.get_last_lr() == theirs.get_last_lr()
    both.check()


def test_plateau_scheduler_and_a_tensor_rate(pair) -> None:
    both = pair("SGD", {"lr": torch.tensor(0.1)})
    for opt in (both.our, both.their):
        plateau = lr_scheduler.ReduceLROnPlateau(opt, patience=0)
        for _ in range(3):
            plateau.step(1.0)
    both.step(2)
    both.check()


@pytest.mark.parametrize("overflow", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_grad_scaler_steps_or_skips(pair, name: str, overflow: bool) -> None:
    both = pair(name, {}, params=[Parameter(torch.ones(3, 2))])
    for opt, (p,) in ((both.our, both.our_params), (both.their, both.their_params)):
        scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
        for i in range(3):
            opt.zero_grad()
            scale = torch.inf if overflow and i == 1 else 1.0
            scaler.scale((p * scale).sum()).backward()
            if DATABASE[name].only_supports_sparse_grads:
                p.grad = p.grad.to_sparse()
            scaler.step(opt)
            scaler.update()
    both.check()
    assert torch.isfinite(both.our_params[0]).all()


def test_closures_run_with_gradients_and_their_loss_comes_back() -> None:
    p = Parameter(torch.tensor([2.0]))
    optimizer = ours.SGD([p], lr=0.25)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (p**2).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 4.0
    assert p.item() == 1.0
    assert torch.is_grad_enabled()


def test_hooks_around_a_step_run_in_torchs_order() -> None:
    orders = []
    for module in (ours, torch.optim):
        said: list[str] = []
        p = Parameter(torch.ones(1))
        optimizer = module.SGD([p])
        handles = [
            register_optimizer_step_pre_hook(lambda *_, said=said: said.append("all before")),
            register_optimizer_step_post_hook(lambda *_, said=said: said.append("all after")),
            optimizer.register_step_pre_hook(lambda *_, said=said: said.append("own before")),
            optimizer.register_step_post_hook(lambda *_, said=said: said.append("own after")),
        ]
        try:
            optimizer.step()
        finally:
            for handle in handles:
                handle.remove()
        optimizer.step()
        orders.append(said)
    assert orders[0] == orders[1]
    assert len(orders[0]) == 4


def test_a_pre_hook_may_change_the_arguments() -> None:
    p = Parameter(torch.ones(1))
    optimizer = ours.SGD([p])
    optimizer.register_step_pre_hook(lambda opt, _, kwargs: ((opt, lambda: 5.0), kwargs))
    assert optimizer.step() == 5.0


def test_a_step_of_ones_own_is_hooked_too() -> None:
    class Mine(ours.Optimizer):
        def step(self, _closure: Any = None) -> str:
            return "stepped"

    optimizer = Mine([Parameter(torch.ones(1))], {})
    said: list[str] = []
    optimizer.register_step_post_hook(lambda *_: said.append("after"))
    assert optimizer.step() == "stepped"
    assert said == ["after"]


def test_zero_grad() -> None:
    p = Parameter(torch.ones(2))
    optimizer = ours.Adam([p])
    p.grad = torch.ones(2)
    grad = p.grad
    optimizer.zero_grad(set_to_none=False)
    assert p.grad is grad
    assert grad.tolist() == [0, 0]
    optimizer.zero_grad()
    assert p.grad is None
    product = torch.ones(2, requires_grad=True) * 2
    p.grad = product
    optimizer.zero_grad(set_to_none=False)
    assert p.grad.grad_fn is None


def test_the_profiler_sees_the_step() -> None:
    p = Parameter(torch.ones(2))
    optimizer = ours.AdamW([p])
    p.grad = torch.ones(2)
    with torch.profiler.profile() as profile:
        optimizer.step()
        optimizer.zero_grad()
    names = {event.name for event in profile.events()}
    assert {"Optimizer.step#AdamW.step", "Optimizer.zero_grad#AdamW.zero_grad"} <= names


@pytest.mark.parametrize(
    ("name", "kwargs", "graphs"),
    [
        ("SGD", {"momentum": 0.9, "nesterov": True}, 2),  # the first step makes the buffer
        ("AdamW", {"amsgrad": True}, 1),
        ("Adam", {"foreach": True}, 1),
        ("RMSprop", {"momentum": 0.9, "centered": True}, 1),
        ("Adagrad", {"lr_decay": 0.1, "foreach": True}, 1),
        ("Adamax", {}, 1),
        ("Rprop", {"foreach": True}, 1),
        ("Adadelta", {}, 1),
        ("ASGD", {}, 1),
        ("NAdam", {}, 1),
        ("RAdam", {}, 1),
        ("Adafactor", {}, 1),
    ],
)
def test_a_traced_step_is_traced_once(pair, name: str, kwargs: dict[str, Any], graphs: int) -> None:
    import torch._dynamo
    from torch._dynamo.utils import counters

    both = pair(name, kwargs, params=[Parameter(torch.randn(3, 4)), Parameter(torch.randn(5))])
    torch._dynamo.reset()
    counters.clear()
    traced = torch.compile(both.our.step, backend="eager")
    for i in range(5):
        both.set_grads(i)
        traced()
        both.their.step()
    assert counters["stats"]["unique_graphs"] == graphs
    for a, b in zip(both.our_params, both.their_params, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-7)
    torch._dynamo.reset()


@pytest.mark.parametrize(("name", "kwargs"), [("Adafactor", {"foreach": True}), ("Muon", {})])
def test_rules_that_read_sums_can_be_traced(pair, name: str, kwargs: dict[str, Any]) -> None:
    """In more than one graph: their terms differ from shape to shape."""
    import torch._dynamo

    both = pair(name, kwargs, params=[Parameter(torch.randn(3, 4))])
    torch._dynamo.reset()
    traced = torch.compile(both.our.step, backend="eager")
    for i in range(2):
        both.set_grads(i)
        traced()
        both.their.step()
    torch.testing.assert_close(both.our_params[0], both.their_params[0], rtol=1e-6, atol=1e-7)
    torch._dynamo.reset()


def test_every_public_name_of_torch_optim_is_here() -> None:
    assert set(torch.optim.__all__) <= set(ours.__all__)


def test_other_parameters_and_state_are_swapped_in_for_a_while() -> None:
    ends = []
    for module in (ours, torch.optim):
        p, other = torch.ones(3, requires_grad=True), torch.zeros(3, requires_grad=True)
        p.grad, other.grad = torch.ones(3), torch.full((3,), 2.0)
        optimizer = module.AdamW([p], lr=0.1)
        optimizer.step()
        held = p.detach().clone()
        state = deepcopy(optimizer.state_dict())
        with module.swap_in_optimizer_params_and_state(optimizer, {"p": other}, state):
            optimizer.step()
        assert torch.equal(p, held)
        optimizer.step()
        ends.append((p.detach(), other.detach(), state["state"][0]["exp_avg"]))
    assert all(map(torch.equal, *ends))
