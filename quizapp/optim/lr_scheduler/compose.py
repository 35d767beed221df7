"""Schedules made of schedules: one after another, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import torch
from torch.optim import Optimizer

from quizapp.optim.lr_scheduler import values
from quizapp.optim.lr_scheduler.base import LRScheduler

AnyScheduler = torch.optim.lr_scheduler.LRScheduler


class _Composed(LRScheduler):
    """Holds schedulers of one optimizer, ours or torch's; its checkpoint holds theirs."""

    _schedulers: Sequence[AnyScheduler]

    def _check(self, optimizer: Optimizer, schedulers: Sequence[AnyScheduler]) -> None:
        name = type(self).__name__
        for i, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise TypeError(f"{name} at index {i} should have `optimizer` as its attribute.")
            if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
                raise ValueError(
                    f"{name} does not support `ReduceLROnPlateau` scheduler as it "
                    "requires additional kwargs to be specified when calling `step`, "
                    f"but got one at index {i} in the given schedulers sequence."
                )
            if optimizer != scheduler.optimizer:
                raise ValueError(
                    f"{name} expects all schedulers to belong to the same optimizer, but got "
                    f"scheduler {type(scheduler).__name__} at index {i} has {scheduler.optimizer}, "
                    f"which is different from {type(optimizer).__name__}."
                )

    def state_dict(self) -> dict[str, Any]:
        state = super().state_dict()
        del state["_schedulers"]
        return {**state, "_schedulers": [each.state_dict() for each in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        saved = dict(state_dict)
        for i, state in enumerate(saved.pop("_schedulers")):
            self._schedulers[i].load_state_dict(state)
        super().load_state_dict(saved)


class SequentialLR(_Composed):
    """One schedule after another: each has its own t = 0 at its milestone.

    η_t = η⁽ⁱ⁾_{t − mᵢ}  for mᵢ ≤ t < mᵢ₊₁

    ``schedulers``, and ``milestones`` m₁ < m₂ < …, one fewer. Construction puts every rate back
    to ``initial_lr`` and takes back the first steps that the schedulers took when they were made.
    Raises ValueError for no schedulers, another number of milestones, another optimizer or a
    ReduceLROnPlateau; TypeError for what has no optimizer.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: list[AnyScheduler],
        milestones: list[int],
        last_epoch: int = -1,
    ) -> None:
        if len(schedulers) < 1:
            raise ValueError(
                f"{type(self).__name__} expects at least one scheduler, but got no scheduler."
            )
        self._check(optimizer, schedulers)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "Sequential Schedulers expects number of schedulers provided to be one more "
                "than the number of milestone points, but got number of schedulers "
                f"{len(schedulers)} and the number of milestones to be equal to {len(milestones)}"
            )
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            values.write(group, "lr", group["initial_lr"])
        self.recursive_undo()
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def recursive_undo(self, sched: Any = None) -> None:
        """Take back the step that ``sched``, or every scheduler within it, took when made."""
        sched = self if sched is None else sched
        if hasattr(sched, "_schedulers"):
            for inner in sched._schedulers:
                self.recursive_undo(inner)
        elif hasattr(sched, "last_epoch"):
            sched.last_epoch -= 1

    def step(self) -> None:  # type: ignore[override]
        """One step of the schedule whose turn it is; at a milestone, the t = 0 of the next."""
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[turn]
        if turn > 0 and self._milestones[turn - 1] == self.last_epoch:
            self._begin(scheduler)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()

    def _begin(self, scheduler: AnyScheduler) -> None:
        scheduler._update_lr(0)  # t = 0 by the closed form: from η₀, whatever the rate is now


class ChainedScheduler(_Composed):
    """All schedules at once: each steps, in turn, from the rate the one before it left.

    η_t = η₀ f⁽¹⁾(t) f⁽²⁾(t) ⋯  for schedules that multiply

    ``schedulers``, and their ``optimizer``, by default that of the first. Raises ValueError for
    no schedulers, another optimizer or a ReduceLROnPlateau; TypeError for what has no optimizer.
    """

    def __init__(
        self, schedulers: Sequence[AnyScheduler], optimizer: Optimizer | None = None
    ) -> None:
        if len(schedulers) < 1:
            raise ValueError(
                f"{type(self).__name__} expects at least one scheduler to be chained, "
                "but got no scheduler."
            )
        optimizer = optimizer or schedulers[0].optimizer
        self._check(optimizer, schedulers)
        self._schedulers = schedulers
        self.optimizer = optimizer
        self._last_lr = values.read(optimizer, "lr")

    def step(self) -> None:  # type: ignore[override]
        """One step of each."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = values.read(self.optimizer, "lr")
