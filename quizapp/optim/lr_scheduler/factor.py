"""Schedules that multiply: η_t = η₀ f(t), stated as f and as the ratio of f to f before."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.base import LRScheduler


class Factor(LRScheduler):
    """η_t = η_{t−1} · ratio(t), chained;   η_t = η₀ · share(t), closed.

    Both say the same, the first with respect for what else changed the rate meanwhile.
    """

    def ratio(self, t: int) -> float | None:
        """f(t) / f(t−1), or None to leave the rate as it is."""
        raise NotImplementedError

    def share(self, t: int) -> float:
        """f(t)."""
        raise NotImplementedError

    def rates(self) -> list[Number]:
        ratio = self.ratio(self.last_epoch)
        if ratio is None:
            return values.read(self.optimizer, "lr")
        return [group["lr"] * ratio for group in self.optimizer.param_groups]

    def _get_closed_form_lr(self) -> list[Number]:
        share = self.share(self.last_epoch)
        return [base * share for base in self.base_lrs]


class StepLR(Factor):
    """A cut every few steps.

    η_t = η₀ γ^⌊t/s⌋

    ``step_size`` s, ``gamma`` γ = 0.1. A new one leaves a loaded rate alone.
    """

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def ratio(self, t: int) -> float | None:
        return None if t == 0 or t % self.step_size != 0 else self.gamma

    def share(self, t: int) -> float:
        return self.gamma ** (t // self.step_size)


class MultiStepLR(Factor):
    """A cut at each milestone.

    η_t = η₀ γ^n, where n of the milestones are ≤ t

    ``milestones``, one named twice cutting twice; ``gamma`` γ = 0.1. A new one leaves a loaded
    rate alone.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        milestones: Iterable[int],
        gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def ratio(self, t: int) -> float | None:
        return self.gamma ** self.milestones[t] if t in self.milestones else None

    def share(self, t: int) -> float:
        return self.gamma ** bisect_right(sorted(self.milestones.elements()), t)


class ConstantLR(Factor):
    """A lower rate for a while.

    η_t = η₀ f  while t < T,  then η₀

    ``factor`` f = 1/3, ``total_iters`` T = 5. A new one writes η₀f over a loaded rate.
    Raises ValueError for f outside [0, 1].
    """

    def __init__(
        self,
        optimizer: Optimizer,
        factor: float = 1.0 / 3,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if factor > 1.0 or factor < 0:
            raise ValueError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def ratio(self, t: int) -> float | None:
        if t == 0:
            return self.factor
        return 1.0 / self.factor if t == self.total_iters else None

    def share(self, t: int) -> float:
        return 1.0 if t >= self.total_iters else self.factor


class LinearLR(Factor):
    """A ramp, as for warming up.

    η_t = η₀ (a + (b − a) min(t, T)/T)

    ``start_factor`` a = 1/3, ``end_factor`` b = 1, ``total_iters`` T = 5. A new one writes η₀a
    over a loaded rate. Raises ValueError for a outside (0, 1] or b outside [0, 1].
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueError(
                "Starting multiplicative factor expected to be "
                "greater than 0 and less or equal to 1."
            )
        if end_factor > 1.0 or end_factor < 0:
            raise ValueError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def ratio(self, t: int) -> float | None:
        if t == 0:
            return self.start_factor
        if self._is_initial or t > self.total_iters:
            return None
        rise = self.end_factor - self.start_factor
        return 1.0 + rise / (self.total_iters * self.start_factor + (t - 1) * rise)

    def share(self, t: int) -> float:
        rise = self.end_factor - self.start_factor
        return self.start_factor + rise * min(self.total_iters, t) / self.total_iters


class ExponentialLR(Factor):
    """A cut at every step.

    η_t = η₀ γᵗ

    ``gamma`` γ. A new one leaves a loaded rate alone.
    """

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def ratio(self, t: int) -> float | None:  # noqa: ARG002
        return None if self._is_initial else self.gamma

    def share(self, t: int) -> float:
        return self.gamma**t


class PolynomialLR(Factor):
    """A fall to zero, straight at p = 1, steep first at p > 1.

    η_t = η₀ (1 − min(t, T)/T)^p

    ``total_iters`` T = 5, ``power`` p = 1. A new one leaves a loaded rate alone.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        total_iters: int = 5,
        power: float = 1.0,
        last_epoch: int = -1,
    ) -> None:
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def ratio(self, t: int) -> float | None:
        if self._is_initial or t > self.total_iters:
            return None
        left, before = 1.0 - t / self.total_iters, 1.0 - (t - 1) / self.total_iters
        return float((left / before) ** self.power)

    def share(self, t: int) -> float:
        return float((1.0 - min(self.total_iters, t) / self.total_iters) ** self.power)
