"""Faults to plant, where several parts of the course want the same kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import quizapp.optim
from quizapp.optim import Optimizer
from tests.lab.faulty.fault import Plant

Change = Callable[[Optimizer], object]


def before_step(change: Change, of: type[Optimizer] = Optimizer) -> Plant:
    """Every step first does something that it should not."""
    return _around_step(lambda optimizer, step: (change(optimizer), step())[1], of)


def after_step(change: Change, of: type[Optimizer] = Optimizer) -> Plant:
    """Every step ends with something that it should not do."""
    return _around_step(lambda optimizer, step: (step(), change(optimizer))[0], of)


def replaced(owner: object, name: str, new: object) -> Plant:
    """Something else stands in an attribute's place."""
    return lambda patch: patch.setattr(owner, name, new)


def altered(owner: object, name: str, alter: Callable[..., Any]) -> Plant:
    """A function is called through ``alter``, which gets the original first."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        original = getattr(owner, name)
        patch.setattr(owner, name, lambda *args, **kwargs: alter(original, *args, **kwargs))

    return plant


def parameters(optimizer: Optimizer) -> list[Any]:
    """All parameters of an optimizer."""
    return [p for group in optimizer.param_groups for p in group["params"]]


def _around_step(wrap: Callable[[Optimizer, Callable[[], Any]], Any], of: type[Optimizer]) -> Plant:
    def alter(original: Callable[..., Any], self: Optimizer, closure: Any) -> Any:
        return wrap(self, lambda: original(self, closure))

    assert issubclass(of, quizapp.optim.Optimizer)
    return altered(of, "_step_groups", alter)
