"""What a mutant is, of an optimizer and of a schedule."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.optim.lr_scheduler import LRScheduler
from quizapp.optim.optimizer import Optimizer


@dataclass(frozen=True)
class Mutant:
    """One wrong variant: its name, the belief it embodies, and the optimizer class to run."""

    name: str
    misconception: str
    optimizer: type[Optimizer]

    @property
    def original(self) -> type[Optimizer]:
        """The correct class that the mutant stands in for."""
        base: type[Optimizer] = self.optimizer.__mro__[1]
        return base


@dataclass(frozen=True)
class ScheduleMutant:
    """One wrong schedule: its name, the belief it embodies, and the scheduler class to run."""

    name: str
    misconception: str
    scheduler: type[LRScheduler]

    @property
    def original(self) -> type[LRScheduler]:
        """The correct class that the mutant stands in for."""
        base: type[LRScheduler] = self.scheduler.__mro__[1]
        return base
