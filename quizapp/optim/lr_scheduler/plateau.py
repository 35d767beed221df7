"""ReduceLROnPlateau: the one schedule that looks at a metric instead of counting steps."""

from __future__ import annotations

import math
import warnings
from typing import Any, Literal, SupportsFloat

import torch
from torch.optim import Optimizer

from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.base import EPOCH_GIVEN, LRScheduler


class ReduceLROnPlateau(LRScheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
    """A cut whenever a metric has not improved for more than P steps.

    η ← max(η f, η_min)   when the number of bad steps in a row exceeds P, unless that is < ε less

    A step is good if it beats the best so far by the threshold θ: m < best (1 − θ) for ``mode``
    "min", m > best (1 + θ) for "max"; with ``threshold_mode`` "abs" best − θ and best + θ.
    So the cut comes with the (P+1)-th bad step, and the count starts again. For ``cooldown`` = 0
    steps after a cut none is counted.

    ``factor`` f = 0.1, ``patience`` P = 10, ``threshold`` θ = 1e-4, ``threshold_mode`` "rel",
    ``min_lr`` η_min = 0, one for all groups or a list; ``eps`` ε = 1e-8.
    Raises ValueError for f ≥ 1, an unknown mode or a list that does not match the groups,
    RuntimeError for groups added after that list, TypeError for what is no optimizer.
    """

    min_lrs: list[float]

    def __init__(
        self,
        optimizer: Optimizer,
        mode: Literal["min", "max"] = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: Literal["rel", "abs"] = "rel",
        cooldown: int = 0,
        min_lr: list[float] | float = 0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise ValueError("Factor should be < 1.0.")
        self.factor = factor
        self.optimizer = values.as_optimizer(optimizer)
        count = len(optimizer.param_groups)
        if isinstance(min_lr, (list, tuple)):
            if len(min_lr) != count:
                raise ValueError(f"expected {count} min_lrs, got {len(min_lr)}")
            self.default_min_lr = None
            self.min_lrs = list(min_lr)
        else:
            self.default_min_lr = min_lr
            self.min_lrs = [min_lr] * count
        self.patience = patience
        self.cooldown = cooldown
        self.eps = eps
        self.last_epoch = 0
        self._last_lr = values.read(optimizer, "lr")
        self._init_is_better(mode, threshold, threshold_mode)
        self._reset()

    def _init_is_better(self, mode: Any, threshold: float, threshold_mode: Any) -> None:
        if mode not in {"min", "max"}:
            raise ValueError("mode " + mode + " is unknown!")
        if threshold_mode not in {"rel", "abs"}:
            raise ValueError("threshold mode " + threshold_mode + " is unknown!")
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode = mode
        self.threshold = threshold
        self.threshold_mode = threshold_mode

    def _reset(self) -> None:
        """Forget every metric seen."""
        self.best = self.mode_worse
        self.cooldown_counter = 0
        self.num_bad_epochs = 0

    def step(self, metrics: SupportsFloat, epoch: int | None = None) -> None:  # type: ignore[override]
        """Judge ``metrics``, one number, and cut the rates if patience is over."""
        current = float(metrics)
        if epoch is not None:
            warnings.warn(EPOCH_GIVEN, UserWarning, stacklevel=2)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._is_better(current, self.best):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self._out_of_patience():
            self._reduce_lr(self.last_epoch)
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = values.read(self.optimizer, "lr")

    @property
    def in_cooldown(self) -> bool:
        """Whether bad steps are not counted yet."""
        return self.cooldown_counter > 0

    def _is_better(self, a: float, best: float) -> bool:
        sign = 1 if self.mode == "max" else -1
        if self.threshold_mode == "rel":
            bar = best * (1.0 + sign * self.threshold)
        else:
            bar = best + sign * self.threshold
        return bool(a > bar if self.mode == "max" else a < bar)

    def _out_of_patience(self) -> bool:
        return self.num_bad_epochs > self.patience

    def _reduce_lr(self, epoch: int) -> None:  # noqa: ARG002  a hook that subclasses override
        count = len(self.optimizer.param_groups)
        if count != len(self.min_lrs):
            if self.default_min_lr is None:
                raise RuntimeError(
                    f"The number of param groups in the `optimizer` ({count}) differs "
                    "from when `ReduceLROnPlateau` was initialized "
                    f"({len(self.min_lrs)}), usually due to a new "
                    "param group being added to the optimizer. Please "
                    "modify the `min_lrs` field to match the length "
                    "of the `optimizer` param groups."
                )
            self.min_lrs = [self.default_min_lr] * count
        for group, lowest in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            old = float(group["lr"])
            new = max(old * self.factor, lowest)
            if old - new > self.eps:
                values.write(group, "lr", new)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict(state_dict)
        self._init_is_better(self.mode, self.threshold, self.threshold_mode)
