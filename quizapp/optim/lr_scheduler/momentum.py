"""Momentum that goes down while the rate goes up: what CyclicLR and OneCycleLR share."""

from __future__ import annotations

from typing import Any

from quizapp.optim.groups import Group
from quizapp.optim.lr_scheduler.base import LRScheduler


class CyclesMomentum(LRScheduler):
    """Finds an optimizer's momentum, which Adam and its kin call β₁, and writes it."""

    use_beta1: bool

    def _find_momentum(self) -> None:
        """Raises ValueError for an optimizer that has neither."""
        defaults = self.optimizer.defaults
        if "momentum" not in defaults and "betas" not in defaults:
            raise ValueError(
                "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
            )
        self.use_beta1 = "betas" in defaults

    def _start_momentum(self, lows: list[Any], highs: list[Any]) -> None:
        for group, low, high in zip(self.optimizer.param_groups, lows, highs, strict=True):
            self._write_momentum(group, high)
            group["max_momentum"] = high
            group["base_momentum"] = low

    def _write_momentum(self, group: Group, value: Any) -> None:
        if self.use_beta1:
            group["betas"] = (value, *group["betas"][1:])
        else:
            group["momentum"] = value
