"""A declarative lab on torch: start, formula and optimizer become a measured trajectory."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, cast

import torch
from torch import Tensor

from quizapp.lab import tensors
from quizapp.lab.bench import plain
from quizapp.lab.declarative import MEASURES, Experiment
from quizapp.lab.model import Measured
from quizapp.lab.record import Record

_PLOTTED = 8
"""Elements of the parameter that get a series of their own."""


def run(experiment: Experiment, optim: ModuleType, record: Record, device: str) -> None:
    """Run one family's optimizer and record what it did.

    An exception of the optimizer is what the lab measured: then ``raised`` is the only
    measurement.
    """
    x = starting(experiment, device)
    try:
        optimizer = getattr(optim, experiment.opt)([x], **experiment.options)
        ends = _descend(experiment, optimizer, x, record)
    except Exception as error:
        record.measures.clear()
        record.measure("raised", f"{type(error).__name__}: {error}")
        return
    record.measure("raised", "")
    _measure(record, optimizer, x, ends)
    known = [name for name in MEASURES if name in record.measures]
    record.measures = {name: record.measures[name] for name in (*known, *record.measures)}


def starting(experiment: Experiment, device: str) -> torch.nn.Parameter:
    """The parameter where it starts. Muon takes matrices only: one row is the least of them."""
    x = torch.tensor(experiment.start, dtype=getattr(torch, experiment.dtype), device=device)
    return torch.nn.Parameter(x.reshape(1, -1) if experiment.opt == "Muon" else x)


def _descend(
    experiment: Experiment, optimizer: torch.optim.Optimizer, x: Tensor, record: Record
) -> list[Tensor]:
    """Take the steps; where x was at the start, after the first, before the last, at the end."""
    places = [x.detach().clone()] * 4
    closure = closure_of(experiment, optimizer, x)
    for step in range(experiment.steps):
        before = x.detach().clone()
        loss = cast(
            Tensor, optimizer.step(closure)
        )  # LBFGS calls it many times, others once; all return it
        _plot(record, step, loss, before)
        after = x.detach().clone()
        record.point("step", step + 1, torch.linalg.vector_norm(after - before).item())
        record.progress((step + 1) / experiment.steps)
        places = [places[0], after if step == 0 else places[1], before, after]
        if step == 0:
            record.measure("loss.start", loss.item())
    with torch.no_grad():
        last = tensors.loss(experiment.loss)(x.reshape(-1))
    _plot(record, experiment.steps, last, x)
    record.measure("loss.end", last.item())
    record.measure("steps", experiment.steps)
    return places


def closure_of(
    experiment: Experiment, optimizer: torch.optim.Optimizer, x: Tensor
) -> Callable[[], Any]:
    """What ``step`` calls for the loss at ``x`` and its gradient."""
    descended = tensors.loss(experiment.loss)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = descended(x.reshape(-1))
        if loss.requires_grad:
            loss.backward()
        if x.grad is not None and experiment.opt == "SparseAdam":
            x.grad = x.grad.to_sparse()  # a formula's zeros are then no entries
        return loss

    return closure


def _plot(record: Record, step: int, loss: Tensor, x: Tensor) -> None:
    record.point("loss", step, loss.item())
    values = x.reshape(-1).tolist()
    for index, value in enumerate(values[:_PLOTTED]):
        record.point(f"x{index}" if len(values) > 1 else "x", step, value)


def _measure(
    record: Record, optimizer: torch.optim.Optimizer, x: Tensor, places: list[Tensor]
) -> None:
    start, first, before, end = places
    # Subtracted in double: a difference of two float32 values is then exact.
    moved = {
        "x.delta": end.double() - start.double(),
        "x.first_delta": first.double() - start.double(),
        "x.last_delta": end.double() - before.double(),
    }
    for name, value in {"x.start": start, "x.end": end, **moved}.items():
        record.measure(name, _scalar(value))
    if x.grad is not None:
        record.measure("x.grad", _scalar(x.grad.to_dense()))
    state = optimizer.state.get(x, {})
    record.measure("state.keys", [*sorted(map(str, state))])
    for key, value in state.items():
        if value is not None:
            record.measure(f"x.state.{key}", _scalar(value))
    record.measure("lr.end", float(optimizer.param_groups[0]["lr"]))


def _scalar(value: object) -> Measured:
    """A tensor of one element as its number; others as lists, a matrix of one row too."""
    if isinstance(value, Tensor):
        row = value.detach().reshape(-1) if value.shape[:1] == (1,) else value.detach()
        return plain(row[0] if row.numel() == 1 and row.dim() == 1 else row)
    return plain(value)
