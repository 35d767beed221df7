"""fused=True lays the state of small parameters in a row; whatever users do to it stays right."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim.engine.row import as_one, lay_in_a_row

from .test_compiled import assert_close, train

SHAPES: list[tuple[int, ...]] = [(3, 4), (17,), (), (5, 5), (8,)]


def pair() -> tuple[list[Parameter], Any, list[Parameter], Any]:
    """Our fused AdamW and torch's loop, three steps old."""
    torch.manual_seed(0)
    mine = [Parameter(torch.randn(shape)) for shape in SHAPES]
    theirs = [Parameter(p.detach().clone()) for p in mine]
    fused = ours.AdamW(mine, lr=0.01, amsgrad=True, fused=True)
    loop = torch.optim.AdamW(theirs, lr=0.01, amsgrad=True, foreach=False)
    train(fused, mine, 3)
    train(loop, theirs, 3)
    return mine, fused, theirs, loop


def column(optimizer: Any, params: list[Parameter], name: str) -> list[Tensor]:
    return [optimizer.state[p][name] for p in params]


def saved_and_loaded(x: Any) -> Any:
    file = io.BytesIO()
    torch.save(x, file)
    file.seek(0)
    return torch.load(file)


def test_tensors_in_a_row_are_one() -> None:
    tensors = [torch.full(shape, float(i)) for i, shape in enumerate(SHAPES)]
    apart = [x.clone() for x in tensors]
    assert as_one(tensors) is None
    lay_in_a_row(tensors)
    row = as_one(tensors)
    assert row is not None
    assert torch.equal(row, torch.cat([x.view(-1) for x in apart]))
    row.add_(1)
    assert all(torch.equal(x, y + 1) for x, y in zip(tensors, apart, strict=True))
    assert as_one([tensors[0], tensors[2]]) is None
    assert as_one([tensors[1], tensors[0]]) is None


def test_neighbours_by_chance_are_no_row() -> None:
    """Memory may be handed out without gaps, yet belong to several."""
    memory = torch.zeros(8)
    tail = torch.from_numpy(memory.numpy()[4:])  # a storage of its own, behind the other's half
    head = torch.from_numpy(memory.numpy()[:4])
    assert tail.data_ptr() == head.data_ptr() + head.nbytes
    assert as_one([head, tail]) is None


def test_state_of_small_parameters_lies_in_a_row() -> None:
    mine, fused, _, _ = pair()
    for name in ("step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"):
        assert as_one(column(fused, mine, name)) is not None
    plain = ours.AdamW(mine)
    train(plain, mine, 1)
    assert as_one(column(plain, mine, "step")) is None


def loaded(optimizer: Any, params: list[Parameter]) -> None:  # noqa: ARG001
    optimizer.load_state_dict(saved_and_loaded(optimizer.state_dict()))


def loaded_from_apart(optimizer: Any, params: list[Parameter]) -> None:  # noqa: ARG001
    saved = optimizer.state_dict()
    saved["state"] = {
        i: {name: x.clone() for name, x in state.items()} for i, state in saved["state"].items()
    }
    optimizer.load_state_dict(saved)


def one_replaced(optimizer: Any, params: list[Parameter]) -> None:
    state = optimizer.state[params[1]]
    state["exp_avg"] = state["exp_avg"].clone() * 2


def moved_and_back(optimizer: Any, params: list[Parameter]) -> None:
    """As offloading does, behind the optimizer's back."""
    for p in params:
        for x in optimizer.state[p].values():
            x.data = x.data.clone()


def transposed_in_place(optimizer: Any, params: list[Parameter]) -> None:
    """The same memory, read in another order."""
    square = params[3]
    for x in (square, *optimizer.state[square].values()):
        if x.dim():
            x.data = x.data.t()


def started_anew(optimizer: Any, params: list[Parameter]) -> None:
    del optimizer.state[params[0]]


def shared(optimizer: Any, params: list[Parameter]) -> None:
    for p in params:
        for x in optimizer.state[p].values():
            x.share_memory_()


@pytest.mark.parametrize(
    "change",
    [
        loaded,
        loaded_from_apart,
        one_replaced,
        moved_and_back,
        transposed_in_place,
        started_anew,
        shared,
    ],
)
def test_what_is_done_to_state_between_steps(
    change: Callable[[Any, list[Parameter]], None],
) -> None:
    mine, fused, theirs, loop = pair()
    change(fused, mine)
    change(loop, theirs)
    for optimizer, params in ((fused, mine), (loop, theirs)):
        train(optimizer, params, 2, seed=7)
    assert_close(mine, theirs)
    for name in ("step", "exp_avg", "max_exp_avg_sq"):
        for a, b in zip(column(fused, mine, name), column(loop, theirs, name), strict=True):
            torch.testing.assert_close(a, b, rtol=1e-5, atol=1e-7)


def test_parameters_may_be_frozen_in_turn() -> None:
    """Other sets of parameters step each time, and their counters go apart."""
    mine, fused, theirs, loop = pair()
    for i in range(6):
        for optimizer, params in ((fused, mine), (loop, theirs)):
            torch.manual_seed(i)
            for j, p in enumerate(params):
                p.grad = torch.randn_like(p) if (i + j) % 3 else None
            optimizer.step()
    assert_close(mine, theirs)
    assert {x.item() for x in column(fused, mine, "step")} == {7.0}


def test_a_copy_goes_its_own_way() -> None:
    mine, fused, theirs, loop = pair()
    kept = copy.deepcopy(fused.state_dict())
    params, copied = copy.deepcopy((mine, fused))
    assert as_one(column(copied, params, "exp_avg")) is not None
    train(copied, params, 2, seed=3)
    for i, state in fused.state_dict()["state"].items():
        assert all(torch.equal(x, kept["state"][i][name]) for name, x in state.items())
    train(loop, theirs, 2, seed=3)
    assert_close(params, theirs)


def test_a_checkpoint_is_no_larger() -> None:
    _, fused, _, loop = pair()
    sizes = []
    for optimizer in (fused, loop):
        file = io.BytesIO()
        torch.save(optimizer.state_dict(), file)
        sizes.append(len(file.getvalue()))
    assert sizes[0] <= sizes[1]


def test_autograd_notices_that_a_parameter_was_written_to() -> None:
    p = Parameter(torch.ones(20_000))
    optimizer = ours.AdamW([p], lr=0.01, amsgrad=True, fused=True)
    loss = (p**2).sum()
    loss.backward(retain_graph=True)
    optimizer.step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()
