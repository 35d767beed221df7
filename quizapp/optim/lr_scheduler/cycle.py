"""CyclicLR: the rate goes up and down between two bounds, momentum against it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.lambdas import settings_of
from quizapp.optim.lr_scheduler.momentum import CyclesMomentum


class CyclicLR(CyclesMomentum):
    """A saw of equal teeth, whose height may shrink.

    η_t = η_low + (η_high − η_low) h_t s       momentum: μ_t = μ_high − (μ_high − μ_low) h_t s

    h_t rises from 0 to 1 in ``step_size_up`` = 2000 steps and falls back in ``step_size_down``
    (as many, if None). s scales the height; in the n-th cycle (n = 1, 2, …) it is
    1 (``mode`` "triangular"), 2^(1−n) ("triangular2"), ``gamma``ᵗ ("exp_range"), or
    ``scale_fn``(n), (t) with ``scale_mode`` "iterations". ``base_lr`` η_low and ``max_lr`` η_high,
    one for all groups or a list; with ``cycle_momentum`` = True also ``base_momentum`` μ_low = 0.8,
    ``max_momentum`` μ_high = 0.9. A new one writes η_low over a loaded rate.
    Raises ValueError for an unknown mode, a list that does not match the groups, or an optimizer
    without momentum. Source: Smith, arXiv:1506.01186.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: Literal["triangular", "triangular2", "exp_range"] = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: Literal["cycle", "iterations"] = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = values.as_optimizer(optimizer)
        lows = values.per_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for group, low in zip(optimizer.param_groups, lows, strict=True):
                values.write(group, "lr", low)
        self.max_lrs = values.per_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        self._choose_scale_mode()
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._find_momentum()
            self.base_momentums = values.per_group("base_momentum", optimizer, base_momentum)
            self.max_momentums = values.per_group("max_momentum", optimizer, max_momentum)
            if last_epoch == -1:
                self._start_momentum(self.base_momentums, self.max_momentums)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = lows

    def _choose_scale_mode(self) -> None:
        if self._scale_fn_custom is None:
            self.scale_mode = "iterations" if self.mode == "exp_range" else "cycle"

    def scale_fn(self, x: float) -> float:
        """s, where x is the number of the cycle or, by ``scale_mode``, t."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "triangular2":
            return float(1 / 2.0 ** (x - 1))
        return float(self.gamma**x) if self.mode == "exp_range" else 1.0

    def rates(self) -> list[Number]:
        t = self.last_epoch
        n = math.floor(1 + t / self.total_size)
        h = self.height(1.0 + t / self.total_size - n)
        s = self.scale_fn(n if self.scale_mode == "cycle" else t)
        if self.cycle_momentum:
            bounds = zip(self.base_momentums, self.max_momentums, strict=True)
            momentums = [high - (high - low) * h * s for low, high in bounds]
            for group, momentum in zip(self.optimizer.param_groups, momentums, strict=True):
                self._write_momentum(group, momentum)
        return [
            low + (high - low) * h * s
            for low, high in zip(self.base_lrs, self.max_lrs, strict=True)
        ]

    def height(self, x: float) -> float:
        """h at the part x of a cycle: up to 1 at ``step_ratio``, down to 0 at 1."""
        up = self.step_ratio
        return x / up if x <= up else (x - 1) / (up - 1)

    def state_dict(self) -> dict[str, Any]:
        state = super().state_dict()
        custom = state.pop("_scale_fn_custom")
        return {**state, "_scale_fn_custom": settings_of(custom)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        saved = dict(state_dict)
        settings = saved.pop("_scale_fn_custom")
        super().load_state_dict(saved)
        if settings is not None:
            vars(self._scale_fn_custom).update(settings)
        self._choose_scale_mode()
