"""Ours against torch's, step by step: loop against loop and lists against lists, bit for bit."""

from __future__ import annotations

import sys
from copy import deepcopy
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim.engine import foreach, loop
from quizapp.optim.engine.slots import Batch

from .conftest import twins
from .table import DTYPES, NAMES, configurations, dtypes_of, names_with, strays, taken, traits

pytestmark = pytest.mark.usefixtures("one_thread")
LISTED = names_with("foreach")


@pytest.mark.parametrize(("name", "kwargs", "dtype"), configurations(NAMES))
def test_loop_is_bitwise_torchs_loop(pair, name: str, kwargs: dict[str, Any], dtype: Any) -> None:
    both = pair(name, {**deepcopy(kwargs), **taken(name, foreach=False)}, dtype=dtype)
    both.step(traits(name).steps)
    both.check()


@pytest.mark.parametrize(("name", "kwargs", "dtype"), configurations(LISTED))
def test_lists_are_bitwise_torchs_lists(
    pair, close, name: str, kwargs: dict[str, Any], dtype: Any
) -> None:
    both = pair(name, {**deepcopy(kwargs), "foreach": True}, dtype=dtype)
    both.step(traits(name).steps)
    both.check(close(strays(name, {"foreach": True}, dtype)))


@pytest.mark.parametrize(
    ("name", "kwargs", "dtype"),
    configurations(names_with("differentiable"), (torch.float32, torch.float64, torch.complex64)),
)
def test_differentiable_matches(pair, close, name: str, kwargs: dict[str, Any], dtype: Any) -> None:
    both = pair(name, {**deepcopy(kwargs), "differentiable": True}, dtype=dtype)
    for i in range(traits(name).steps):
        # A leaf that needs a gradient cannot change in place while recording.
        both.set_grads(i)
        for p in both.our_params + both.their_params:
            p.requires_grad_(False)
        both.our.step()
        both.their.step()
    both.check(close(traits(name).recorded_ulps(dtype)))


unit = st.floats(0, 0.99, allow_nan=False)
ANY: dict[str, st.SearchStrategy[Any]] = {
    "lr": st.floats(1e-6, 10, allow_nan=False),
    "momentum": unit,
    "dampening": unit,
    "alpha": unit,
    "centered": st.booleans(),
    "rho": unit,
    "etas": st.tuples(st.floats(0.01, 0.99), st.floats(1.01, 2)),
    "step_sizes": st.tuples(st.floats(1e-6, 1e-2), st.floats(0.1, 50)),
    "lr_decay": unit,
    "initial_accumulator_value": unit,
    "nesterov": st.booleans(),
    "betas": st.tuples(unit, unit),
    "eps": st.sampled_from((1e-8, 1e-3, 0.0)),
    "weight_decay": unit,
    "amsgrad": st.booleans(),
    "momentum_decay": unit,
    "decoupled_weight_decay": st.booleans(),
    "lambd": unit,
    "t0": st.sampled_from((0, 2, 1e6)),
    "maximize": st.booleans(),
    "foreach": st.booleans(),
}


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_any_settings_agree(pair, name: str, data: st.DataObject) -> None:
    kwargs = data.draw(st.fixed_dictionaries(taken(name, **ANY)))
    if kwargs.get("nesterov") and name == "SGD":
        kwargs.update(dampening=0, momentum=kwargs["momentum"] or 0.9)
    if name == "SparseAdam":  # the one that refuses 0
        kwargs["eps"] = kwargs["eps"] or 1e-8
    if name == "Adafactor":
        kwargs["eps"] = (None, kwargs["eps"])
    dtype = data.draw(st.sampled_from(dtypes_of(name, DTYPES[:4])))
    if name == "Muon" and dtype is torch.bfloat16:
        kwargs["nesterov"] = True  # without it torch's buffer is overwritten, see below
    if traits(name).lists_ulps(dtype):
        kwargs["foreach"] = False  # what cancels leaves no more than the difference in rounding
    both = pair(name, kwargs, dtype=dtype)
    both.step(traits(name).steps)
    both.check()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lr", [torch.tensor(0.1), torch.tensor([0.1]), torch.tensor([[0.1]])])
def test_a_tensor_learning_rate(pair, close, name: str, lr: torch.Tensor) -> None:
    both = pair(name, taken(name, lr=lr, weight_decay=0.1))
    both.step(3)
    both.our.param_groups[0]["lr"] = both.their.param_groups[0]["lr"] = lr / 2
    both.step(2, seed=2)
    both.check(close(traits(name).rate_ulps))


# Adam and AdamW refuse it, as torch's do.
@pytest.mark.parametrize("name", [x for x in LISTED if x not in ("Adam", "AdamW")])
def test_lists_take_a_tensor_learning_rate(pair, close, name: str) -> None:
    lr = torch.tensor(0.1)
    both = pair(name, {**traits(name).busy, "lr": lr, "foreach": True})
    both.step(3)
    both.check(close(8))  # where γ is divided, torch reads it first, into double precision


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_tensor_betas(pair, dtype: Any) -> None:
    betas = (torch.tensor([[0.8]]), torch.tensor(0.99))
    both = pair("Adam", {"betas": betas, "weight_decay": 0.1}, dtype=dtype)
    both.step(3)
    both.check()


SPARSE: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "dampening": 0.5}),
    ("SGD", {"maximize": True}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("Adagrad", {}),
    ("Adagrad", {"maximize": True, "lr_decay": 0.1, "initial_accumulator_value": 0.5}),
]


def sparse_grad(i: int, dtype: Any = torch.float32) -> torch.Tensor:
    """Two rows of six, the second of them in two halves."""
    rows, values = torch.tensor([[i, 4, 4]]), torch.randn(3, 2, dtype=dtype)
    return torch.sparse_coo_tensor(rows, values, (6, 2), check_invariants=True)


@pytest.mark.parametrize("dtype", DTYPES[:3], ids=str)
@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize(("name", "kwargs"), SPARSE)
def test_sparse_gradients(
    pair, name: str, kwargs: dict[str, Any], foreach: bool, dtype: Any
) -> None:
    start = [Parameter(torch.randn(6, 2, dtype=dtype))]
    both = pair(name, {**kwargs, "foreach": foreach}, params=start)
    (a,), (b,) = both.our_params, both.their_params
    for i in range(3):
        a.grad = sparse_grad(i, dtype)
        b.grad = a.grad.clone()
        both.our.step()
        both.their.step()
        assert torch.equal(a, b)
    mine, other = (opt.state.get(p, {}) for opt, p in ((both.our, a), (both.their, b)))
    assert {k: v.to_dense().tolist() for k, v in mine.items()} == {
        k: v.to_dense().tolist() for k, v in other.items()
    }


def test_a_sparse_complex_gradient_steps_as_the_dense_one() -> None:
    """torch squares it whole, i² = −1, so that with it a slope along i moves θ along 1."""
    ends = {}
    for library in (ours, torch.optim):
        for sparse in (False, True):
            x = Parameter(torch.zeros(2, 1, dtype=torch.complex64))
            optimizer = library.Adagrad([x], lr=1.0)
            x.grad = torch.tensor([[1j], [0]])
            x.grad = x.grad.to_sparse(1) if sparse else x.grad
            optimizer.step()
            ends[library, sparse] = x[0].item()
    assert ends[ours, True] == ends[ours, False] == ends[torch.optim, False] == -1j
    assert ends[torch.optim, True] == pytest.approx(-1)


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_parameters_that_start_late_and_pause(pair, close, name: str, foreach: bool) -> None:
    both = pair(name, {**traits(name).busy, **taken(name, foreach=foreach, weight_decay=0.1)})
    for i in range(6):
        both.set_grads(i)
        for params in (both.our_params, both.their_params):
            params[0].grad = None if i < 2 else params[0].grad  # first seen at the third step
            params[3].grad = None if i == 3 else params[3].grad
        both.our.step()
        both.their.step()
    both.check(close(strays(name, {"foreach": foreach})))


@pytest.mark.parametrize("name", NAMES)
def test_groups_with_their_own_settings_and_one_added_later(pair, close, name: str) -> None:
    both = pair(name, {}, params=[Parameter(torch.randn(4, 1))])
    for opt, params in ((both.our, both.our_params), (both.their, both.their_params)):
        torch.manual_seed(3)
        added = Parameter(torch.randn(2, 2, dtype=torch.float64))
        changed = taken(name, lr=0.5, weight_decay=0.1, maximize=True)
        opt.add_param_group({"params": added, **changed})
        third = Parameter(torch.randn(3, 1))
        opt.add_param_group({"params": [third], **taken(name, foreach=True)})
        params += [opt.param_groups[1]["params"][0], opt.param_groups[2]["params"][0]]
    both.step(3)
    both.check(close(strays(name, {"foreach": True})))  # the third group is one of lists


@pytest.mark.parametrize("name", NAMES)
def test_named_parameters(name: str) -> None:
    results = []
    for module in (ours, torch.optim):
        torch.manual_seed(0)
        model = torch.nn.LSTMCell(3, 2, bias=False)
        optimizer = getattr(module, name)(model.named_parameters())
        for p in model.parameters():
            p.grad = traits(name).grad(p)
        optimizer.step()
        results.append((optimizer.state_dict()["param_groups"], model.weight_ih.tolist()))
    assert results[0] == results[1]
    assert results[0][0][0]["param_names"] == ["weight_ih", "weight_hh"]


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_left_as_they_were(pair, name: str) -> None:
    for as_list in (False, True):
        both = pair(name, taken(name, weight_decay=0.1, maximize=True, foreach=as_list))
        both.set_grads(0)
        before = [p.grad.clone().to_dense() for p in both.our_params]
        both.our.step()
        after = [p.grad.to_dense() for p in both.our_params]
        assert all(map(torch.equal, after, before))


def test_adagrad_has_state_before_it_steps_and_may_share_it(pair) -> None:
    both = pair("Adagrad", {"initial_accumulator_value": 0.5}, dtype=torch.complex64)
    both.check()
    both.our.share_memory()
    assert all(both.our.state[p]["sum"].is_shared() for p in both.our_params)
    late = {"params": [Parameter(torch.zeros(2))], "initial_accumulator_value": 7.0}
    for optimizer, params in ((both.our, both.our_params), (both.their, both.their_params)):
        optimizer.add_param_group(late | {"params": twins(late["params"])})
        params += optimizer.param_groups[1]["params"]
    both.step(2)  # its sum starts at 0.5 like the rest
    both.check()


@pytest.mark.parametrize("name", [name for name in NAMES if traits(name).counts])
def test_default_dtype_decides_the_step_counter(pair, name: str) -> None:
    torch.set_default_dtype(torch.float64)
    try:
        both = pair(name, {}, dtype=torch.float32)
        both.step(2)
        both.check()
        assert both.our.state[both.our_params[0]]["step"].dtype == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def last_loss(name: str, settings: dict[str, Any]) -> torch.Tensor:
    """The loss after three differentiable steps on a parabola."""
    p = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True).clone()
    optimizer = getattr(ours, name)([p], differentiable=True, **settings)
    for _ in range(3):
        (p.grad,) = torch.autograd.grad((p.clone() ** 2).sum(), p, create_graph=True)
        optimizer.step()
    return (p**2).sum()


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("SGD", {"momentum": 0.9}),
        ("Adam", {}),
        ("Adam", {"amsgrad": True}),
        ("AdamW", {}),
        ("Adamax", {}),
        ("RMSprop", {"momentum": 0.9, "centered": True}),
        ("Adagrad", {"lr_decay": 0.1}),
        ("Adadelta", {"eps": 0.1}),
    ],
)
def test_gradients_flow_into_hyper_parameters(name: str, others: dict[str, Any]) -> None:
    """The slope of the last loss along each is the one that finite differences measure."""

    def settings(values: torch.Tensor) -> dict[str, Any]:
        known = taken(name, lr=values[0], weight_decay=values[1], betas=(values[2], values[3]))
        return {**others, **known}

    # β₂ = 0.9 and 0.95 are where the maximum in Adamax changes sides, with a kink.
    at = torch.tensor([0.1, 0.2, 0.8, 0.97], dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(last_loss(name, settings(at)), at)
    for i in range(4 if "betas" in settings(at) else 2):
        nudge = torch.zeros(4, dtype=torch.float64)
        nudge[i] = 1e-6
        above, below = (
            last_loss(name, settings(at.detach() + sign * nudge)).item() for sign in (1, -1)
        )
        assert slopes[i].item() == pytest.approx((above - below) / 2e-6, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("name", names_with("capturable"))
def test_capturable_groups_compute_what_others_do(
    pair, monkeypatch: Any, name: str, foreach: bool
) -> None:
    """They never read their counters; here on the CPU, where no graph can be captured."""
    stepping = sys.modules["quizapp.optim.engine.update"]
    monkeypatch.setattr(stepping, "check_capturable", lambda *_, **__: None)
    torch.set_default_dtype(torch.float64)  # of the counters too
    try:
        settings = {**traits(name).busy, **taken(name, weight_decay=0.1), "foreach": foreach}
        both = pair(name, settings, dtype=torch.float64, classes=(ours, ours))
        both.our.param_groups[0]["capturable"] = True
        both.step(traits(name).steps)
    finally:
        torch.set_default_dtype(torch.float32)
    for a, b in zip(both.our_params, both.their_params, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-13, atol=1e-13)


def test_muons_momentum_is_not_overwritten() -> None:
    """torch normalises the buffer itself when it is bfloat16 already and Nesterov is off."""
    buffers = {}
    for library in (ours, torch.optim):
        x = Parameter(torch.ones(2, 2, dtype=torch.bfloat16))
        optimizer = library.Muon([x], nesterov=False, momentum=0.5)
        x.grad = torch.full_like(x, 8.0)
        optimizer.step()
        buffers[library] = optimizer.state[x]["momentum_buffer"]
    assert torch.equal(buffers[ours], torch.full((2, 2), 4.0).bfloat16())  # (1 − μ) G
    assert buffers[torch.optim].float().norm().item() == pytest.approx(1, abs=0.01)


def test_adafactor_takes_parameters_without_elements() -> None:
    """torch divides their norm by their number."""
    for library in (ours, torch.optim):
        x = Parameter(torch.ones(0))
        x.grad = torch.ones(0)
        optimizer = library.Adafactor([x])
        if library is torch.optim:
            with pytest.raises(ZeroDivisionError):
                optimizer.step()
        else:
            optimizer.step()
            assert optimizer.state[x]["step"] == 1


def test_adafactors_first_epsilon_goes_by_each_parameters_dtype(pair) -> None:
    """torch takes that of the first for all."""
    single, double = torch.zeros(2, 2), torch.zeros(2, 2, dtype=torch.float64)
    for first, second in ((single, double), (double, single)):
        params = [Parameter(first.clone()), Parameter(second.clone())]
        both = pair("Adafactor", {}, params=params)
        for p in both.our_params + both.their_params:
            p.grad = torch.full_like(p, 1e-12)  # so small that its root mean square is below ε₁
        both.our.step()
        both.their.step()
        (a, b), (c, d) = both.our_params, both.their_params
        torch.testing.assert_close(a, c)
        alone = pair("Adafactor", {}, params=[Parameter(second.clone())])
        alone.our_params[0].grad = torch.full_like(second, 1e-12)
        alone.our.step()
        assert torch.equal(b, alone.our_params[0])
        assert not torch.allclose(b, d, rtol=0.1, atol=0)


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 4)])
def test_adafactors_rule_takes_lists_as_on_a_gpu(shape: tuple[int, ...]) -> None:
    """On a CPU the loop runs in their place."""
    results = []
    for engine in (foreach, loop):
        torch.manual_seed(0)
        columns = [[torch.randn(shape) for _ in range(3)] for _ in range(2)]
        state = {"variance": [torch.zeros(shape) for _ in range(3)]}
        if len(shape) > 1:
            rows, cols = (*shape[:-1], 1), (*shape[:-2], 1, shape[-1])
            state = {
                "row_var": [torch.zeros(rows) for _ in range(3)],
                "col_var": [torch.zeros(cols) for _ in range(3)],
            }
        batch = Batch(*columns, state)
        optimizer = ours.Adafactor([Parameter(torch.zeros(shape))])
        for t in (1.0, 2.0):
            k = optimizer.terms(optimizer.param_groups[0], t, batch.p[0])
            engine.run(optimizer.rule, batch, k)
        results.append([x for column in batch.columns() for x in column])
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-7)
