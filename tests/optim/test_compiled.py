"""fused=True: the same rule as one compiled kernel, close to the loop, built once and no more."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim.engine import kernel, row

# Units in the last place of the largest element, after five steps.
ULPS = 8


def build(seed: int = 0) -> list[Parameter]:
    """Small ones for the bucket, one above its limit, and some that a kernel cannot take."""
    torch.manual_seed(seed)
    shapes: list[tuple[int, ...]] = [(3, 4), (), (0,), (17,), (row.SMALL + 5,)]
    made = [torch.randn(shape) for shape in shapes]
    return [Parameter(x) for x in (*made, torch.randn(5, 3).t())]


def train(optimizer: Any, params: list[Parameter], steps: int, seed: int = 0) -> None:
    for i in range(steps):
        torch.manual_seed(seed + i)
        for p in params:
            p.grad = torch.randn_like(p)
        optimizer.step()


def assert_close(mine: Sequence[Tensor], theirs: Sequence[Tensor]) -> None:
    for a, b in zip(mine, theirs, strict=True):
        scale = ULPS * torch.finfo(b.dtype).eps
        largest = b.abs().max().item() if b.numel() else 0.0
        torch.testing.assert_close(a, b, rtol=scale, atol=scale * largest)


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("AdamW", {"lr": 0.01, "amsgrad": True}),
        ("SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
        ("Adadelta", {"lr": 0.01}),
        ("Adagrad", {"lr": 0.01, "lr_decay": 0.1}),
        ("Adamax", {"lr": 0.01, "maximize": True}),
        ("RMSprop", {"lr": 0.001, "momentum": 0.9, "centered": True}),
        ("Rprop", {"lr": 0.01}),
        ("NAdam", {"lr": 0.01}),
        ("RAdam", {"lr": 0.01, "decoupled_weight_decay": True, "weight_decay": 0.1}),
        ("ASGD", {"lr": 0.01, "lambd": 0.1}),
    ],
)
def test_kernel_agrees_with_the_loop_and_is_built_once(name: str, kwargs: dict[str, Any]) -> None:
    from torch._dynamo.utils import counters

    mine, theirs = build(), build()
    fused = getattr(ours, name)(mine, fused=True, **kwargs)
    loop = getattr(torch.optim, name)(theirs, foreach=False, **kwargs)
    train(fused, mine, 2)
    train(loop, theirs, 2)
    counters.clear()
    for optimizer in (fused, loop):
        group = optimizer.param_groups[0]
        group["lr"] *= 0.5
        if "betas" in group:
            group["betas"] = (0.8, 0.99)
    train(fused, mine, 3, seed=9)
    train(loop, theirs, 3, seed=9)
    train_more_shapes(name, kwargs)
    assert counters["stats"].get("unique_graphs", 0) == 0, "a new lr, beta or shape recompiled"
    assert_close(mine, theirs)
    for p, q in zip(mine, theirs, strict=True):
        assert list(fused.state[p]) == list(loop.state[q])


def train_more_shapes(name: str, kwargs: dict[str, Any]) -> None:
    p = Parameter(torch.ones(row.SMALL * 2))
    optimizer = getattr(ours, name)([p], fused=True, **kwargs)
    train(optimizer, [p], 2)
    assert torch.isfinite(p).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_sums_over_rows_and_columns_are_the_loops(dtype: torch.dtype) -> None:
    """Vectors of one length go together, each with a norm of its own; matrices go alone."""
    shapes = [(40, 3, 3, 3), (17,), (17,), (5,), (), (5, 1), (2, 7), (2, 7), (2, 3, 4, 5, 6)]
    torch.manual_seed(0)
    mine = [Parameter(torch.randn(shape, dtype=dtype)) for shape in shapes]
    mine.append(Parameter(torch.randn(5, 3, dtype=dtype).t()))
    theirs = [Parameter(p.detach().clone()) for p in mine]
    settings: dict[str, Any] = {"lr": 0.01, "weight_decay": 0.1}
    fused = ours.Adafactor(mine, fused=True, **settings)
    loop = torch.optim.Adafactor(theirs, foreach=False, **settings)
    train(fused, mine, 5)
    train(loop, theirs, 5)
    assert_close(mine, theirs)
    for p, q in zip(mine, theirs, strict=True):
        assert_close(list(fused.state[p].values()), list(loop.state[q].values()))


def test_tensors_may_be_replaced_and_reshaped_between_steps() -> None:
    """What is kept from step to step is scratch memory, never what it was filled from."""
    mine, theirs = build(), build()
    fused = ours.AdamW(mine, lr=0.01, amsgrad=True, fused=True)
    loop = torch.optim.AdamW(theirs, lr=0.01, amsgrad=True, foreach=False)
    train(fused, mine, 2)
    train(loop, theirs, 2)
    for optimizer, params in ((fused, mine), (loop, theirs)):
        optimizer.load_state_dict(copy.deepcopy(optimizer.state_dict()))
        params[0].data = params[0].detach().clone() + 1
        params[3].data = params[3].detach()[:9].clone()
        state = optimizer.state[params[3]]
        state.update({name: x[:9].clone() for name, x in state.items() if name != "step"})
        train(optimizer, params, 2, seed=7)
    assert_close(mine, theirs)
    train(fused, mine[1:3], 1)  # the first parameter, by which a bucket is found, is left out
    train(loop, theirs[1:3], 1)
    assert_close(mine, theirs)


def test_a_gradient_that_someone_keeps_stays_as_it_was() -> None:
    """Scratch memory is never the memory of a tensor, not even where there is only one."""
    p, optimizer = adamw()
    kept = []
    for value in (1.0, 2.0, 3.0):
        p.grad = torch.full((20,), value)
        kept.append(p.grad)
        optimizer.step()
    assert [g.unique().tolist() for g in kept] == [[1.0], [2.0], [3.0]]


def adamw() -> tuple[Parameter, Any]:
    p = Parameter(torch.ones(20))
    return p, ours.AdamW([p], lr=0.01, amsgrad=True, fused=True)


def test_checkpoints_pass_between_torchs_fused_and_ours() -> None:
    mine, theirs = build(), build()
    fused = ours.AdamW(mine, lr=0.01, amsgrad=True, fused=True)
    torchs = torch.optim.AdamW(theirs, lr=0.01, amsgrad=True, fused=True)
    train(torchs, theirs, 2)
    with torch.no_grad():
        for p, q in zip(mine, theirs, strict=True):
            p.copy_(q)
    fused.load_state_dict(copy.deepcopy(torchs.state_dict()))
    train(fused, mine, 2, seed=5)
    train(torchs, theirs, 2, seed=5)
    # torch's fused kernel reads a transposed parameter in the order of its memory; skip that one.
    assert_close(mine[:-1], theirs[:-1])


def test_fused_is_a_setting_of_ours_only_where_it_was_given() -> None:
    p = Parameter(torch.ones(2))
    saved = torch.optim.RMSprop([p]).state_dict()
    for fused in (None, True, False):
        optimizer = ours.RMSprop([p], fused=fused)
        given = {} if fused is None else {"fused": fused}
        for _ in range(2):
            group = optimizer.param_groups[0]
            assert {k: v for k, v in group.items() if k == "fused"} == given
            optimizer.load_state_dict(saved)  # torch's says nothing of it
    torch.optim.RMSprop([p]).load_state_dict(ours.RMSprop([p], fused=True).state_dict())
    with pytest.raises(RuntimeError, match="`fused` and `foreach` cannot be `True` together"):
        ours.RMSprop([p], fused=True, foreach=True)


def test_grad_scaler_hands_over_scale_and_overflow() -> None:
    p, optimizer = adamw()
    assert optimizer._step_supports_amp_scaling
    q = Parameter(torch.ones(20))
    plain = torch.optim.AdamW([q], lr=0.01, amsgrad=True)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    for factor in (torch.inf, 1.0, 2.0):  # an overflow on the very first step
        optimizer.zero_grad()
        scaler.scale((p * factor).sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        if factor != torch.inf:
            q.grad = torch.full((20,), factor)
            plain.step()
    assert_close([p], [q])
    assert optimizer.state[p]["step"].item() == 2


def test_a_scale_that_nothing_would_undo_is_refused() -> None:
    p = Parameter(torch.ones(2))
    optimizer = ours.SGD([p])
    optimizer.grad_scale = torch.tensor(2.0)
    p.grad = torch.ones(2)
    with pytest.raises(AssertionError, match="Expected grad_scale and found_inf to be None"):
        optimizer.step()


def test_without_a_compiler_the_loop_runs_and_says_so_once(tmp_path: Path) -> None:
    code = """
import warnings, torch
import quizapp.optim as optim
p = torch.nn.Parameter(torch.ones(20_000))
optimizer = optim.SGD([p], lr=0.25, fused=True)
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    for _ in range(3):
        p.grad = torch.ones(20_000)
        optimizer.step()
(said,) = [w for w in said if w.category is RuntimeWarning]
print(said.filename, said.message, p[0].item())
"""
    folder = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"CXX": "no-such", "PATH": folder, "TORCHINDUCTOR_CACHE_DIR": folder, "HOME": folder},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert re.match(r"<string> .*plain loop runs instead.*Install a C\+\+ .* 0\.25$", done.stdout)


def test_a_mistake_in_a_rule_is_not_taken_for_a_missing_compiler(monkeypatch: Any) -> None:
    def broken(*_: Tensor) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(kernel, "_kernels", {})
    monkeypatch.setattr(kernel, "_build", lambda *_: broken)
    p, optimizer = adamw()
    p.grad = torch.ones(20)
    with pytest.raises(ZeroDivisionError):
        optimizer.step()


def test_a_rule_without_state_steps_each_tensor_once() -> None:
    """Small ones as lists, large ones by a kernel, what does not lie flat in the loop."""
    shapes = [(4,), (row.SMALL,), (7, 2)]
    params = [Parameter(torch.ones(shape)) for shape in shapes]
    params.append(Parameter(torch.ones(row.SMALL, 2).t()))
    for p in params:
        p.grad = torch.ones_like(p)
    ours.SGD(params, lr=0.25, fused=True).step()
    assert all(torch.equal(p, torch.full_like(p, 0.75)) for p in params)


@pytest.mark.parametrize("name", ["SGD", "AdamW"])
def test_parameters_that_share_memory_are_stepped_one_after_another(name: str) -> None:
    """Tied weights, and views that overlap in part: a bucket would read all before it writes."""

    def stepped(module: Any, **engine: Any) -> list[float]:
        memory = torch.arange(1.0, 11.0)
        views = [memory[:6], memory[4:], memory[:3], torch.ones(3)]
        params = [Parameter(view) for view in views]
        assert params[0].data_ptr() == params[2].data_ptr()
        options = {"momentum": 0.9} if name == "SGD" else {}
        optimizer = getattr(module, name)(params, lr=0.1, **options, **engine)
        for step in range(3):
            for i, p in enumerate(params):
                p.grad = torch.full_like(p, 1.0 + i - step)
            optimizer.step()
        return [*memory.tolist(), *params[3].tolist()]

    assert stepped(ours, fused=True) == pytest.approx(stepped(torch.optim), rel=1e-6)
