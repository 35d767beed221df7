"""The job kind ``steps``: one update of an optimizer lab, watched; beside a mutant the original.

The original takes its step from the mutant's own state, so that only the mutant's mistake differs.
"""

from __future__ import annotations

import inspect
from copy import deepcopy
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

import quizapp.optim
from quizapp.lab import declarative, tensors
from quizapp.lab.model import Measured, Verdict
from quizapp.lab.protocol import Frame
from quizapp.lab.worker import listing
from quizapp.lab.worker.experiment import closure_of, starting
from quizapp.lab.worker.stepping import Watch, plain_value
from quizapp.optim import Optimizer

_LOOP = ("foreach", "capturable", "differentiable")
"""Settings that choose another engine; what is watched is the plain loop."""


def run(knobs: dict[str, Any], device: str) -> Frame:
    """Watch step ``at`` (from 1) of the lab that the other knobs declare."""
    settings = {name: value for name, value in knobs.items() if name not in (*_LOOP, "at")}
    at = int(knobs.get("at", 1))
    checked = declarative.experiment({**settings, "steps": at})
    kind = getattr(quizapp.optim, checked.opt)
    if checked.mutant:
        kind = quizapp.optim.mutant(checked.mutant).optimizer
    optimizer, x = _built(checked, kind, device)
    closure = closure_of(checked, optimizer, x)
    for _ in range(at - 1):
        optimizer.step(closure)
    beside = _twin(checked, optimizer, x) if checked.mutant else None
    measures = _watched(checked, optimizer, x)
    if beside is not None:
        original = _watched(checked, *beside)
        measures |= {f"original.{name}": original[name] for name in ("lines", "terms", "after")}
    return {"verdict": Verdict.HOLDS.value, "measures": measures, "series": {}}


def _built(
    checked: declarative.Experiment, kind: type[Optimizer], device: str
) -> tuple[Optimizer, Tensor]:
    x = starting(checked, device)
    return kind([x], **checked.options), x  # type: ignore[arg-type]


def _twin(
    checked: declarative.Experiment, optimizer: Optimizer, x: Tensor
) -> tuple[Optimizer, Tensor]:
    """The original where the mutant is now."""
    kind = quizapp.optim.mutant(checked.mutant).original
    at_mutant = replace(checked, start=tuple(x.detach().reshape(-1).tolist()), mutant="")
    twin, y = _built(at_mutant, kind, str(x.device))
    if x in optimizer.state:
        twin.state[y] = deepcopy(optimizer.state[x])
    return twin, y


def _watched(
    checked: declarative.Experiment, optimizer: Optimizer, x: Tensor
) -> dict[str, Measured]:
    """Take one step; everything that there was to see."""
    with torch.no_grad():
        loss = tensors.loss(checked.loss)(x.reshape(-1)).item()
    before = plain_value(x)
    kinds = type(optimizer).__mro__
    kinds = kinds[: kinds.index(Optimizer)]
    watch = Watch({inspect.getfile(kind) for kind in kinds})
    closure = closure_of(checked, optimizer, x)
    watch.run(lambda: optimizer.step(closure))
    grad = x.grad
    symbols = listing.fields(inspect.getfile(kinds[-1]), "Terms")
    return {
        "loss": loss,
        "before": before,
        "after": plain_value(x),
        "grad": None if grad is None else plain_value(grad),
        "lines": list(watch.lines),
        "terms": [[name, symbols.get(name, ""), _term(k)] for name, k in watch.terms.items()],
    }


def _term(value: object) -> Measured:
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    return plain_value(value)
