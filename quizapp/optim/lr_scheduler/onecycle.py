"""OneCycleLR: one rise of the rate and one long fall, momentum against it."""

from __future__ import annotations

import math
from typing import Any, Literal

from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.cosine import descend
from quizapp.optim.lr_scheduler.momentum import CyclesMomentum

Phase = dict[str, Any]


class OneCycleLR(CyclesMomentum):
    """From η₀ up to η_max, then down to η_min, far below η₀.

    η_t = η_a + (η_b − η_a) (1 − cos πx)/2,  or  η_a + (η_b − η_a) x  ("linear")

    a and b are the ends of the phase that t is in, x the part of it that is over. Phases, for a
    length of T steps: η₀ to η_max until t = pT − 1, η_max to η_min until T − 1. With
    ``three_phase``: η₀ to η_max until pT − 1, back to η₀ until 2pT − 2, to η_min until T − 1.
    Momentum goes from μ_max to μ_base in the first phase and back in the second.

    ``max_lr`` η_max, one for all groups or a list; ``total_steps`` T, or ``epochs`` times
    ``steps_per_epoch``; ``pct_start`` p = 0.3; ``anneal_strategy`` "cos"; ``div_factor`` = 25:
    η₀ = η_max/25; ``final_div_factor`` = 1e4: η_min = η₀/1e4; with ``cycle_momentum`` = True also
    ``base_momentum`` μ_base = 0.85, ``max_momentum`` μ_max = 0.95. A new one writes η₀ over a
    loaded rate. Raises ValueError for a bad setting, or at the step after T.
    Source: Smith and Topin, arXiv:1708.07120.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = values.as_optimizer(optimizer)
        self.total_steps = _length(total_steps, epochs, steps_per_epoch)
        self._schedule_phases = self.phases(pct_start, three_phase)
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_func_type = anneal_strategy
        peaks = values.per_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["initial_lr"] = peak / div_factor
                group["max_lr"] = peak
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._find_momentum()
            highs = values.per_group("max_momentum", optimizer, max_momentum)
            lows = values.per_group("base_momentum", optimizer, base_momentum)
            if last_epoch == -1:
                self._start_momentum(lows, highs)
        super().__init__(optimizer, last_epoch)

    def phases(self, pct_start: float, three_phase: bool) -> list[Phase]:
        """When each phase ends, and the keys in a group of what it goes between."""
        peak, last = float(pct_start * self.total_steps) - 1, self.total_steps - 1
        keys = ("end_step", "start_lr", "end_lr", "start_momentum", "end_momentum")
        rows = [
            (peak, "initial_lr", "max_lr", "max_momentum", "base_momentum"),
            (last, "max_lr", "min_lr", "base_momentum", "max_momentum"),
        ]
        if three_phase:
            back = float(2 * pct_start * self.total_steps) - 2
            rows[1:] = [
                (back, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
                (last, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
            ]
        return [dict(zip(keys, row, strict=True)) for row in rows]

    def rates(self) -> list[Number]:
        t = self.last_epoch
        if t > self.total_steps:
            raise ValueError(
                f"Tried to step {t} times. The specified number of total steps is "
                f"{self.total_steps}"
            )
        phase, x = self._place(t)
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(self.between(group[phase["start_lr"]], group[phase["end_lr"]], x))
            if self.cycle_momentum:
                start, end = group[phase["start_momentum"]], group[phase["end_momentum"]]
                self._write_momentum(group, self.between(start, end, x))
        return rates

    def _place(self, t: int) -> tuple[Phase, float]:
        """The phase that t is in, and the part of it that is over."""
        start = 0.0
        for phase in self._schedule_phases[:-1]:
            if t <= phase["end_step"]:
                break
            start = phase["end_step"]
        else:
            phase = self._schedule_phases[-1]
        return phase, (t - start) / (phase["end_step"] - start)

    def between(self, start: Any, end: Any, x: float) -> Any:
        """The part x of the way from ``start`` to ``end``."""
        if self._anneal_func_type == "cos":
            return descend(start, end, math.pi * x)
        return (end - start) * x + start


def _length(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    if total_steps is not None:
        if total_steps <= 0 or not isinstance(total_steps, int):
            raise ValueError(f"Expected positive integer total_steps, but got {total_steps}")
        return total_steps
    if epochs is None or steps_per_epoch is None:
        raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    for name, value in (("epochs", epochs), ("steps_per_epoch", steps_per_epoch)):
        if not isinstance(value, int) or value <= 0:
            raise ValueError(f"Expected positive integer {name}, but got {value}")
    return epochs * steps_per_epoch
