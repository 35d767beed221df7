"""SGDMomentumNesterov, the page that builds on it, and the script that trains with it."""

from __future__ import annotations

import runpy
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours
from tests.pages import FENCE, OWN, ROOT

from .conftest import Pair, exact, twins
from .table import DATABASE, DTYPES, mixed_shapes

pytestmark = pytest.mark.usefixtures("one_thread")
CONFIGS = [pytest.param(c.kwargs, id=c.desc) for c in DATABASE["SGD"].optim_inputs_func("cpu")]


def beside_sgd(kwargs: dict[str, Any], dtype: torch.dtype) -> Pair:
    """Our worked example in lock step with torch's SGD."""
    torch.manual_seed(0)
    mine = mixed_shapes(dtype)
    theirs = twins(mine)
    optimizers = ours.SGDMomentumNesterov(mine, **kwargs), torch.optim.SGD(theirs, **kwargs)
    return Pair(*optimizers, mine, theirs, torch.randn_like)


def check(both: Pair, same: Any = exact) -> None:
    for a, b in zip(both.our_params, both.their_params, strict=True):
        same(a.detach(), b.detach())
        mine, other = both.our.state.get(a, {}), both.their.state.get(b, {})
        buffers = {k: v for k, v in other.items() if v is not None}
        assert list(mine) == list(buffers)
        for name, value in buffers.items():
            same(mine[name], value)


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("kwargs", CONFIGS)
def test_with_coupled_decay_it_is_sgd(
    close, kwargs: dict[str, Any], dtype: Any, foreach: bool
) -> None:
    both = beside_sgd({**kwargs, "foreach": foreach}, dtype)
    both.step(4)
    check(both, close(2 if foreach and dtype.is_complex else 0))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lr=st.floats(1e-6, 10),
    momentum=st.floats(0, 1),
    dampening=st.floats(0, 1),
    weight_decay=st.floats(0, 1),
    nesterov=st.booleans(),
    maximize=st.booleans(),
    foreach=st.booleans(),
    dtype=st.sampled_from(DTYPES[:4]),
)
def test_any_coupled_settings_agree_with_sgd(dtype: Any, nesterov: bool, **kwargs: Any) -> None:
    if nesterov:
        kwargs.update(nesterov=True, dampening=0, momentum=kwargs["momentum"] or 0.9)
    both = beside_sgd(kwargs, dtype)
    both.step(3)
    check(both)


def by_hand(
    p: Tensor, b: Tensor | None, g: Tensor, lr: float, momentum: float, decay: float, **kind: Any
) -> tuple[Tensor, Tensor]:
    """The formula of decoupled decay on values, nothing in place."""
    p = p - lr * decay * p
    b = g if b is None else momentum * b + (1 - kind.get("dampening", 0)) * g
    return p - lr * (g + momentum * b if kind.get("nesterov") else b), b


@pytest.mark.parametrize("engine", [{}, {"foreach": True}, {"differentiable": True}], ids=str)
@pytest.mark.parametrize("kind", [{"nesterov": True}, {"dampening": 0.3}], ids=str)
def test_decoupled_decay_is_the_formula(kind: dict[str, Any], engine: dict[str, Any]) -> None:
    torch.manual_seed(0)
    p: Any = torch.randn(5, dtype=torch.float64)
    expected, b = p.clone(), None
    optimizer = ours.SGDMomentumNesterov(
        [p], 0.1, 0.9, weight_decay=0.5, decoupled_weight_decay=True, **kind, **engine
    )
    for _ in range(4):
        p.grad = torch.randn_like(p)
        expected, b = by_hand(expected, b, p.grad, 0.1, 0.9, 0.5, **kind)
        optimizer.step()
    torch.testing.assert_close(p, expected, rtol=1e-15, atol=1e-15)
    torch.testing.assert_close(optimizer.state[p]["momentum_buffer"], b, rtol=1e-15, atol=1e-15)


def test_state_is_made_with_the_first_gradient_and_not_without_momentum() -> None:
    p, idle = Parameter(torch.ones(2)), Parameter(torch.ones(2))
    optimizer = ours.SGDMomentumNesterov(
        [{"params": [p, idle]}, {"params": [Parameter(torch.ones(2))], "momentum": 0}], momentum=0.9
    )
    assert optimizer.state_dict()["state"] == {}
    p.grad = torch.ones(2)
    optimizer.step()
    assert list(optimizer.state_dict()["state"]) == [0]


def test_a_checkpoint_of_sgd_continues_with_coupled_decay() -> None:
    both = beside_sgd({"momentum": 0.9, "weight_decay": 0.1}, torch.float32)
    both.step(2)
    both.our = ours.SGDMomentumNesterov(both.our_params, decoupled_weight_decay=True)
    both.our.load_state_dict(deepcopy(both.their.state_dict()))
    both.step(2, seed=2)
    check(both)


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"lr": -1.0}, "Invalid learning rate: -1.0"),
        ({"lr": float("nan")}, "Invalid learning rate: nan"),
        ({"momentum": -0.1}, "Invalid momentum value: -0.1"),
        ({"momentum": 1.5}, "Invalid momentum value: 1.5"),
        ({"weight_decay": -1}, "Invalid weight_decay value: -1"),
        ({"nesterov": True}, "Nesterov momentum requires a momentum and zero dampening"),
    ],
)
def test_what_it_refuses(kwargs: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ours.SGDMomentumNesterov([Parameter(torch.ones(1))], **kwargs)


# The page and the script.


def test_the_page_runs_from_top_to_bottom() -> None:
    blocks = [body for mark, kind, body in FENCE.findall(OWN) if kind == "python" and not mark]
    assert len(blocks) > 5
    names: dict[str, Any] = {}
    for body in blocks:
        exec(compile(body, "own-optimizer.md", "exec"), names)


def test_the_page_shows_the_script_as_it_is() -> None:
    shown = {mark: body for mark, _, body in FENCE.findall(OWN)}
    assert shown["train.py"] == (ROOT / "docs" / "train.py").read_text("utf-8")


@pytest.fixture
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "train.py"))


@pytest.mark.filterwarnings("error")
def test_the_script_learns_and_resumes_to_the_bit(script: Any, tmp_path: Path, capsys: Any) -> None:
    whole, parts = tmp_path / "whole.pt", tmp_path / "parts.pt"
    for path, steps in ((whole, 40), (parts, 10), (parts, 30)):
        script["main"]([str(path), "--steps", str(steps)])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == said[2]
    first, last = (float(line.split()[3].rstrip(",")) for line in (said[1], said[2]))
    assert last < first / 2
    a, b = (torch.load(path, weights_only=True) for path in (whole, parts))
    assert all(map(torch.equal, a["model"].values(), b["model"].values()))
    buffers = [[s["momentum_buffer"] for s in x["optimizer"]["state"].values()] for x in (a, b)]
    assert len(buffers[0]) == 4
    assert all(map(torch.equal, *buffers))
    assert (a["step"], a["scheduler"], a["scaler"]) == (b["step"], b["scheduler"], b["scaler"])


def test_the_script_says_what_it_cannot_do(script: Any, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "run.pt"
    with pytest.raises(SystemExit, match="2"):
        script["main"]([str(path), "--steps", "0"])
    assert "--steps must be 1 or more" in capsys.readouterr().err
    script["main"]([str(path), "--steps", "1"])
    whole = path.read_bytes()
    torch.save({"epoch": 1}, path)
    for data in (b"", b"hello", whole[: len(whole) // 2], path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(SystemExit, match="1"):
            script["main"]([str(path)])
        assert f"{path} is no checkpoint of this script: " in capsys.readouterr().err


@pytest.mark.filterwarnings("error")
def test_the_script_skips_a_step_that_overflowed(script: Any, monkeypatch: Any) -> None:
    """Weights, momentum and schedule stay; only the scale goes down."""
    training = script["Training"]()
    training.train(1)
    buffers = [s["momentum_buffer"] for s in training.optimizer.state_dict()["state"].values()]
    before = [x.clone() for x in (*training.model.parameters(), *buffers)]
    rate, scale = training.scheduler.get_last_lr(), training.scaler.get_scale()
    overflow = torch.full((64, 2), torch.inf), torch.zeros(64, 1)
    monkeypatch.setitem(script["Training"].train.__globals__, "batch", lambda _: overflow)
    training.train(1)
    assert all(map(torch.equal, (*training.model.parameters(), *buffers), before))
    assert training.scheduler.get_last_lr() == rate
    assert training.scaler.get_scale() == scale / 2


class Terms(NamedTuple):
    lr: float
    beta: float


class WithOperators(ours.Optimizer):
    """Momentum as one would write it: with ``-=`` where our own rules call methods."""

    def __init__(self, params: Any, lr: float = 0.1, **engine: Any) -> None:
        defaults = {"lr": lr, "maximize": False, "foreach": None, "differentiable": False}
        super().__init__(params, {**defaults, **engine})

    def state_names(self, _group: Any) -> tuple[str, ...]:
        return ("m",)

    def terms(self, group: Any, *_: Any) -> Terms:
        return Terms(group["lr"], 0.9)

    @classmethod
    def rule(cls, p: Any, g: Any, state: Any, k: Any) -> None:
        m = state["m"]
        m *= k.beta
        m += g
        m /= 2.0
        p -= k.lr * m


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
@pytest.mark.parametrize("engine", [{"foreach": True}, {"differentiable": True}])
def test_a_rule_may_use_operators_in_place(engine: dict[str, Any], dtype: torch.dtype) -> None:
    ends = []
    for options in ({"foreach": False}, engine):
        p = torch.ones(3, dtype=dtype)
        optimizer = WithOperators([p], **options)
        for _ in range(2):
            p.grad = torch.ones_like(p)
            optimizer.step()
        ends.append(p)
    assert torch.equal(*ends)
    assert ends[0][0].real.item() == pytest.approx(1 - 0.1 * (0.5 + 0.725))


def test_a_function_in_place_of_a_method_is_named() -> None:
    class Signs(WithOperators):
        @classmethod
        def rule(cls, p: Any, g: Any, _state: Any, k: Any) -> None:
            p -= k.lr * torch.sign(g)

    p = torch.ones(3)
    p.grad = torch.ones(3)
    with pytest.raises(TypeError, match=r"not torch.sign\(x\) but x.sign\(\)"):
        Signs([p], foreach=True).step()
