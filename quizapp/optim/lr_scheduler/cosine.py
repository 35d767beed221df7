"""Half a cosine from a high rate to a low one: once, or again and again with warm restarts."""

from __future__ import annotations

import math
from typing import Any

from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.base import LRScheduler


def descend(top: Any, bottom: Any, angle: float) -> Any:
    """Half a cosine: ``top`` at angle 0, ``bottom`` at π."""
    return bottom + (top - bottom) * (1 + math.cos(angle)) / 2


class CosineAnnealingLR(LRScheduler):
    """Half a cosine down to η_min in T steps; it rises again after them, without a restart.

    η_t = η_min + (η₀ − η_min) (1 + cos(πt/T)) / 2                                closed
    η_t = η_min + (η_{t−1} − η_min) (1 + cos(πt/T)) / (1 + cos(π(t−1)/T))         chained

    ``T_max`` T, ``eta_min`` η_min = 0. A new one leaves a loaded rate alone.
    Source: Loshchilov and Hutter, arXiv:1608.03983.
    """

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Number]:
        t, T = self.last_epoch, self.T_max
        if self._is_initial:
            return values.read(self.optimizer, "lr")
        if (t - 1 - T) % (2 * T) == 0:  # from the bottom, where the ratio is 0/0: its first rise
            rise = 1 - math.cos(math.pi / T)
            pairs = zip(self.base_lrs, self.optimizer.param_groups, strict=True)
            return [group["lr"] + (base - self.eta_min) * rise / 2 for base, group in pairs]
        ratio = (1 + math.cos(math.pi * t / T)) / (1 + math.cos(math.pi * (t - 1) / T))
        now = (group["lr"] for group in self.optimizer.param_groups)
        return [ratio * (lr - self.eta_min) + self.eta_min for lr in now]

    def _get_closed_form_lr(self) -> list[Number]:
        angle = math.pi * self.last_epoch / self.T_max
        return [descend(base, self.eta_min, angle) for base in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine down, then at once up to η₀ again; each descent T_mult times as long.

    η_t = η_min + (η₀ − η_min) (1 + cos(π T_cur/T_i)) / 2

    T_cur counts from the last restart and T_i is the length of this descent: T_cur = T_i is
    T_cur = 0 of the next, so η_min itself is never reached. ``T_0`` first length, ``T_mult`` = 1,
    ``eta_min`` η_min = 0. ``step(epoch)`` is not deprecated here; it takes fractions of epochs.
    Raises ValueError for lengths that are no positive integers, or an epoch below 0.
    Source: Loshchilov and Hutter, arXiv:1608.03983.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, (float, int)):
            raise ValueError(
                f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}"
            )
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Number]:
        angle = math.pi * self.T_cur / self.T_i
        return [descend(base, self.eta_min, angle) for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Write the next rates, or those at ``epoch``, which may lie between two steps."""
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self._advance()
        else:
            self._jump(epoch)
        self.last_epoch = math.floor(epoch)
        self._write(self.get_lr)

    def _advance(self) -> None:
        self.T_cur += 1
        if self.T_cur >= self.T_i:
            self.T_cur %= self.T_i
            self.T_i *= self.T_mult

    def _jump(self, epoch: float) -> None:
        if epoch < 0:
            raise ValueError(f"Expected non-negative epoch, but got {epoch}")
        if self.T_mult == 1:
            self.T_cur = epoch % self.T_0
            return
        self.T_cur, self.T_i = epoch, self.T_0
        while self.T_cur >= self.T_i:
            self.T_cur -= self.T_i
            self.T_i *= self.T_mult
