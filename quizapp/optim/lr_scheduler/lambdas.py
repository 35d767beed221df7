"""Schedules given as functions of t, one for all groups or one for each."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.base import LRScheduler

Lambda = Callable[[int], float]


def settings_of(function: Any) -> dict[str, Any] | None:
    """What of a function enters a checkpoint: the attributes of a callable object, no code."""
    if isinstance(function, types.FunctionType) or not hasattr(function, "__dict__"):
        return None
    return dict(vars(function))


class _Lambdas(LRScheduler):
    """Keeps a function for each group; checkpoints carry the attributes of callable objects."""

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Lambda | list[Lambda], last_epoch: int = -1
    ) -> None:
        count = len(optimizer.param_groups)
        if not isinstance(lr_lambda, (list, tuple)):
            lr_lambda = [lr_lambda] * count
        if len(lr_lambda) != count:
            raise ValueError(f"Expected {count} lr_lambdas, but got {len(lr_lambda)}")
        self.lr_lambdas = list(lr_lambda)
        self.check(self.lr_lambdas)
        super().__init__(optimizer, last_epoch)

    def check(self, lambdas: list[Lambda]) -> None:
        """Raise TypeError for what this schedule cannot call."""

    def state_dict(self) -> dict[str, Any]:
        state = super().state_dict()
        del state["lr_lambdas"]
        return {**state, "lr_lambdas": [settings_of(function) for function in self.lr_lambdas]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        saved = dict(state_dict)
        for i, settings in enumerate(saved.pop("lr_lambdas")):
            if settings is not None:
                vars(self.lr_lambdas[i]).update(settings)
        super().load_state_dict(saved)


class LambdaLR(_Lambdas):
    """The initial rate times any function of t.

    η_t = η₀ λ(t)

    ``lr_lambda`` λ, or a list of one for each group. A new one writes η₀λ(0) over a loaded rate.
    Raises ValueError when the list does not match the groups.
    """

    def rates(self) -> list[Number]:
        pairs = zip(self.base_lrs, self.lr_lambdas, strict=True)
        return [base * function(self.last_epoch) for base, function in pairs]


class MultiplicativeLR(_Lambdas):
    """The rate of now times any function of t; λ(0) is never asked.

    η_t = η_{t−1} λ(t) = η₀ λ(1) ⋯ λ(t)

    ``lr_lambda`` λ, or a list of one for each group. A new one leaves a loaded rate alone.
    Raises ValueError when the list does not match the groups, TypeError for no function.
    """

    def check(self, lambdas: list[Lambda]) -> None:
        for function in lambdas:
            if not callable(function):
                raise TypeError(
                    f"lr_lambda should be a function, but got {type(function).__name__}"
                )

    def rates(self) -> list[Number]:
        if self._is_initial:
            return values.read(self.optimizer, "lr")
        pairs = zip(self.lr_lambdas, self.optimizer.param_groups, strict=True)
        return [group["lr"] * function(self.last_epoch) for function, group in pairs]
