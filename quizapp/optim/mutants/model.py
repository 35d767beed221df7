"""What a mutant is."""

from __future__ import annotations

from dataclasses import dataclass

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
