"""Averaged models, batch norm anew: ours against torch's. SWALR is among the schedules."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from quizapp.optim import swa_utils as ours

theirs: Any = torch.optim.swa_utils


def model() -> nn.Module:
    """Parameters of two dtypes, one complex, and batch norm with its integer counter."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2), nn.BatchNorm1d(2))
    net.register_parameter("narrow", nn.Parameter(torch.randn(5, dtype=torch.bfloat16)))
    net.register_parameter("complex", nn.Parameter(torch.randn(3, dtype=torch.complex64)))
    return net


def moved(net: nn.Module, rounds: int) -> Iterator[nn.Module]:
    """``net``, in training: other weights and other statistics each time."""
    for i in range(rounds):
        torch.manual_seed(i)
        for p in net.parameters():
            p.data.add_(torch.randn_like(p))
        net(torch.randn(6, 3))
        yield net


CHOICES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "default": lambda _: {},
    "swa": lambda m: {"avg_fn": m.get_swa_avg_fn()},
    "swa lists": lambda m: {"multi_avg_fn": m.get_swa_multi_avg_fn()},
    "ema": lambda m: {"avg_fn": m.get_ema_avg_fn(0.9)},
    "ema lists": lambda m: {"multi_avg_fn": m.get_ema_multi_avg_fn(0.97)},
    "default ema": lambda m: {"multi_avg_fn": m.get_ema_multi_avg_fn()},
    "own": lambda _: {"avg_fn": lambda a, b, n: a + b * n},
}


def averaged(module: ModuleType, choice: str, use_buffers: bool) -> Any:
    made = module.AveragedModel(model(), use_buffers=use_buffers, **CHOICES[choice](module))
    for net in moved(model(), 4):
        made.update_parameters(net)
    return made


def assert_same(mine: dict[str, Any], other: dict[str, Any]) -> None:
    assert list(mine) == list(other)
    for name, value in other.items():
        assert mine[name].dtype == value.dtype
        assert torch.equal(mine[name], value), name


@pytest.mark.parametrize(
    ("choice", "use_buffers"),
    [
        (choice, use_buffers)
        for choice in CHOICES
        for use_buffers in (False, True)
        if (choice, use_buffers) != ("swa lists", True)  # torch raises: the next test
    ],
)
def test_averages_are_bitwise_torchs(choice: str, use_buffers: bool) -> None:
    mine, other = (averaged(module, choice, use_buffers) for module in (ours, theirs))
    assert_same(mine.state_dict(), other.state_dict())
    assert isinstance(mine, theirs.AveragedModel)
    mine.eval(), other.eval()
    assert torch.equal(mine(torch.ones(2, 3)), other(torch.ones(2, 3)))


def test_lists_with_an_integer_among_the_buffers() -> None:
    """torch divides integers with addcdiv, which refuses them: batch norm's counter is one."""
    with pytest.raises(RuntimeError, match="Integer division with addcdiv"):
        averaged(theirs, "swa lists", use_buffers=True)
    mine = averaged(ours, "swa lists", use_buffers=True).state_dict()
    other = averaged(theirs, "swa", use_buffers=True).state_dict()
    counters = [name for name in mine if name.endswith("num_batches_tracked")]
    assert [mine[name] for name in counters] == [other[name] for name in counters]
    for name, value in mine.items():
        tolerance = 1e-2 if value.dtype == torch.bfloat16 else 1e-6
        torch.testing.assert_close(value, other[name], rtol=tolerance, atol=tolerance)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3, width=32), min_size=2, max_size=6),
    st.sampled_from((torch.float32, torch.float64, torch.bfloat16, torch.int64)),
    st.floats(0, 1),
    st.booleans(),
)
def test_any_numbers(values: list[float], dtype: torch.dtype, decay: float, tensor: bool) -> None:
    results: list[list[Tensor]] = []
    for module in (ours, theirs):
        seen = []
        for one, lists in (
            (module.get_swa_avg_fn(), module.get_swa_multi_avg_fn()),
            (module.get_ema_avg_fn(decay), module.get_ema_multi_avg_fn(decay)),
        ):
            single = torch.tensor(values[:1]).to(dtype)
            many = [single.clone(), single.clone()]
            for n, value in enumerate(values[1:], 1):
                current, count = torch.tensor([value]).to(dtype), torch.tensor(n) if tensor else n
                single = one(single, current, count)
                if dtype.is_floating_point:  # torch's lists of integers: the test above
                    lists(many, [current, current], count)
            seen += [single, *many]
        results.append(seen)
    for a, b in zip(*results, strict=True):
        assert a.dtype == b.dtype
        assert torch.equal(a, b)


@pytest.mark.parametrize("turned", [False, True])
def test_checkpoints_go_over_in_mid_run(turned: bool) -> None:
    here, there = (ours, theirs) if turned else (theirs, ours)
    first, second = here.AveragedModel(model()), there.AveragedModel(model())
    for i, net in enumerate(moved(model(), 6)):
        first.update_parameters(net)
        if i >= 3:
            second.update_parameters(net)
        else:
            second.load_state_dict(copy.deepcopy(first.state_dict()))
    assert_same(second.state_dict(), first.state_dict())


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [x, 0], lambda x: (x,)])
@pytest.mark.parametrize("device", [None, torch.device("cpu")])
def test_update_bn_is_bitwise_torchs(wrap: Any, device: Any) -> None:
    results = []
    for module in (ours, theirs):
        net = model().eval()
        torch.manual_seed(1)
        batches = [wrap(torch.randn(5, 3)) for _ in range(3)]
        net[1].momentum = 0.3
        module.update_bn(batches, net, device)
        assert not net.training
        assert [net[1].momentum, net[3].momentum] == [0.3, 0.1]
        results.append(net.state_dict())
    assert_same(*results)


def test_update_bn_leaves_a_model_without_it_alone() -> None:
    ours.update_bn(iter(["not a batch"]), nn.Linear(2, 2))


def test_what_cannot_be() -> None:
    for wrong in (-0.1, 1.1):
        for name in ("get_ema_avg_fn", "get_ema_multi_avg_fn"):
            for module in (ours, theirs):
                with pytest.raises(ValueError, match=rf"Invalid decay value {wrong} provided"):
                    getattr(module, name)(wrong)
    for module in (ours, theirs):
        both = {"avg_fn": ours.get_swa_avg_fn(), "multi_avg_fn": ours.get_swa_multi_avg_fn()}
        with pytest.raises(AssertionError, match=r"^Only one of avg_fn and multi_avg_fn should be"):
            module.AveragedModel(model(), **both)
