"""LBFGS against torch's, bit for bit: parameters, state, and every loss that the closure saw."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours

from .table import DATABASE

pytestmark = pytest.mark.usefixtures("one_thread")
DTYPES = (torch.float32, torch.float64, torch.complex64, torch.complex128)


def flat(params: list[Any]) -> Tensor:
    real = [torch.view_as_real(p) if p.is_complex() else p for p in params]
    return torch.cat([p.reshape(-1) for p in real])


def bowl(params: list[Any]) -> Tensor:
    x = flat(params)
    return (torch.arange(1, len(x) + 1, dtype=x.dtype) * x**2 + x**4).sum()


def rosenbrock(params: list[Any]) -> Tensor:
    x = flat(params)
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def waves(params: list[Any]) -> Tensor:
    """Not convex, and steep at zero: the line search has to zoom."""
    x = flat(params)
    return (x.abs() + 1e-3).sqrt().sum() + torch.sin(3 * x).sum()


LOSSES = {f.__name__: f for f in (bowl, rosenbrock, waves)}


class Run:
    """One optimizer at work on a loss, noting what the closure saw."""

    def __init__(self, module: ModuleType, params: list[Tensor], loss: Any, **kwargs: Any) -> None:
        self.params = [Parameter(p.clone()) for p in params]
        self.loss = loss
        self.seen: list[float] = []
        self.optimizer: Any = module.LBFGS(self.params, **kwargs)

    def closure(self) -> Tensor:
        assert torch.is_grad_enabled()
        self.optimizer.zero_grad()
        loss = self.loss(self.params)
        loss.backward()
        self.seen.append(loss.item())
        return loss  # type: ignore[no-any-return]

    def step(self, steps: int = 1) -> list[float]:
        return [self.optimizer.step(self.closure).item() for _ in range(steps)]


def runs(loss: Any = rosenbrock, dtype: Any = torch.float32, **kwargs: Any) -> tuple[Run, Run]:
    torch.manual_seed(0)
    params = [torch.randn(shape, dtype=dtype) for shape in ((3, 2), (), (0,), (4,))]
    return Run(ours, params, loss, **kwargs), Run(torch.optim, params, loss, **kwargs)


def same(a: Any, b: Any) -> None:
    """Equal in value, type, order and dtype, however deep."""
    assert type(a) is type(b)
    if isinstance(b, Tensor):
        assert a.dtype == b.dtype
        torch.testing.assert_close(a, b, rtol=0, atol=0, equal_nan=True)
    elif isinstance(b, dict):
        assert list(a) == list(b)
        same(list(a.values()), list(b.values()))
    elif isinstance(b, list):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            same(x, y)
    else:
        assert a == b or (a != a and b != b)


def check(mine: Run, theirs: Run) -> None:
    same(mine.seen, theirs.seen)
    same([p.detach() for p in mine.params], [p.detach() for p in theirs.params])
    same(mine.optimizer.state_dict(), theirs.optimizer.state_dict())


CONFIGS = DATABASE["LBFGS"].optim_inputs_func(device="cpu")


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("kwargs", [pytest.param(c.kwargs, id=c.desc) for c in CONFIGS])
def test_torchs_own_configurations(kwargs: dict[str, Any], loss: str, dtype: Any) -> None:
    mine, theirs = runs(LOSSES[loss], dtype, **kwargs)
    same(mine.step(3), theirs.step(3))
    check(mine, theirs)


@settings(max_examples=150, deadline=None)
@given(
    loss=st.sampled_from(sorted(LOSSES)),
    dtype=st.sampled_from(DTYPES),
    lr=st.sampled_from((1, 1.0, 0.1, 1e-3, 10.0, torch.tensor(0.5), torch.tensor([0.5]))),
    max_iter=st.integers(1, 12),
    max_eval=st.none() | st.integers(1, 40),
    history_size=st.integers(1, 8),
    tolerance_grad=st.sampled_from((1e-7, 1e-2, 0.0)),
    tolerance_change=st.sampled_from((1e-9, 1e-3)),
    line_search_fn=st.sampled_from((None, "strong_wolfe", "strong_wolfe")),
)
def test_any_settings_agree(loss: str, dtype: Any, **kwargs: Any) -> None:
    mine, theirs = runs(LOSSES[loss], dtype, **kwargs)
    same(mine.step(4), theirs.step(4))
    check(mine, theirs)


@pytest.mark.parametrize("line_search_fn", [None, "strong_wolfe"])
@pytest.mark.parametrize("ours_first", [False, True])
def test_a_checkpoint_continues_on_the_other_side(ours_first: bool, line_search_fn: Any) -> None:
    mine, theirs = runs(lr=0.1, max_iter=4, line_search_fn=line_search_fn)
    for run in (mine, theirs):
        run.step(2)
    first, second = (mine, theirs) if ours_first else (theirs, mine)
    second.optimizer.load_state_dict(copy.deepcopy(first.optimizer.state_dict()))
    for run in (mine, theirs):
        run.step(2)
    check(mine, theirs)


def test_state_is_cast_to_the_first_parameter_when_loaded() -> None:
    mine, theirs = runs(dtype=torch.float64, max_iter=3)
    wide = [run.step() and run.optimizer.state_dict() for run in (mine, theirs)]
    for run, saved in zip(narrow := runs(max_iter=3), wide, strict=True):
        run.optimizer.load_state_dict(saved)
        run.step()
    check(*narrow)


def test_sparse_and_missing_gradients() -> None:
    def loss(params: list[Any]) -> Tensor:
        rows = torch.nn.functional.embedding(torch.tensor([0, 2]), params[0], sparse=True)
        return (rows**2).sum() + params[3].sum() ** 4  # the others get no gradient

    mine, theirs = runs(loss, max_iter=4)
    same(mine.step(2), theirs.step(2))
    check(mine, theirs)


def test_refusals_when_stepping_are_torchs() -> None:
    def unknown_search(run: Run) -> None:
        run.optimizer.param_groups[0]["line_search_fn"] = "golden"
        run.step()

    def second_group(run: Run) -> None:
        run.optimizer.add_param_group({"params": [Parameter(torch.ones(1))]})
        run.step()

    def no_closure(run: Run) -> None:
        run.optimizer.step()

    for act in (unknown_search, second_group, no_closure):
        told = []
        for run in runs():
            with pytest.raises((RuntimeError, AssertionError, TypeError)) as error:
                act(run)
            told.append((error.type, str(error.value)))
        assert told[0] == told[1]


def test_several_groups_are_refused_in_torchs_words() -> None:
    for module in (ours, torch.optim):
        with pytest.raises(ValueError, match="LBFGS doesn't support per-parameter options"):
            module.LBFGS([{"params": [Parameter(torch.ones(1))]} for _ in range(2)])


def test_hooks_run_around_a_step_and_gradients_stay_off_outside() -> None:
    mine, _ = runs()
    said: list[str] = []
    mine.optimizer.register_step_pre_hook(lambda *_: said.append("before"))
    mine.optimizer.register_step_post_hook(lambda *_: said.append("after"))
    mine.step()
    assert said == ["before", "after"]
    assert torch.is_grad_enabled()
    assert all(p.is_leaf and p.grad_fn is None for p in mine.params)


# Where torch 2.13 is wrong.


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_train_on_by_themselves(clone: Callable[[Any], Any]) -> None:
    """torch's copies have lost their list of parameters."""
    mine, theirs = runs(max_iter=2)
    for run in (mine, theirs):
        run.step()
        run.optimizer = clone(run.optimizer)
        run.params = run.optimizer.param_groups[0]["params"]
    mine.step()
    with pytest.raises(AttributeError, match="_params"):
        theirs.step()


def test_gradients_that_do_not_lie_flat() -> None:
    """torch asks for a flat view of the gradient, which a transposed parameter does not give."""
    lying, standing = runs(bowl, max_iter=5)[0], runs(bowl, max_iter=5)
    start = torch.randn(3, 2)
    lying.params[0].data = start
    for run in standing:
        run.params[0].data = start.t().contiguous().t()
    lying.step()
    standing[0].step()
    assert standing[0].seen == lying.seen
    with pytest.raises(RuntimeError, match="view size is not compatible"):
        standing[1].step()


def test_a_line_search_without_any_evaluation_left() -> None:
    """torch trips over its own bracket."""
    mine, theirs = runs(max_eval=0, line_search_fn="strong_wolfe")
    mine.step()
    assert len(mine.seen) == 2
    with pytest.raises(UnboundLocalError, match="bracket"):
        theirs.step()


def test_a_closure_that_raises_in_the_first_step_leaves_an_optimizer_that_works() -> None:
    """torch has counted an iteration then, and looks for the direction that it never stored."""
    for run in (pair := runs(max_iter=5)):
        loss, calls = run.loss, []

        def once(params: list[Any], loss: Any = loss, calls: list[int] = calls) -> Tensor:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return loss(params)  # type: ignore[no-any-return]

        run.loss = once
        with pytest.raises(KeyboardInterrupt):
            run.step()
    pair[0].step()
    assert pair[0].seen[-1] < pair[0].seen[0]
    with pytest.raises(TypeError):
        pair[1].step()
