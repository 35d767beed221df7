"""A mutant in its original's place, and whether an experiment built it. Runs no experiment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from mmap import mmap
from types import ModuleType
from typing import Any, NamedTuple

import quizapp.optim
from quizapp.optim.mutants import SCHEDULE_MUTANTS


class StandIn(NamedTuple):
    """A family of optimizers in which the class ``wrong`` stands for the one named ``original``."""

    family: ModuleType
    wrong: type[Any]
    original: str


def stand_in(mutant: str) -> StandIn:
    """Our optimizers and schedules with this mutant among them."""
    if mutant in SCHEDULE_MUTANTS:
        schedule = SCHEDULE_MUTANTS[mutant]
        name = schedule.original.__name__
        schedules = _with(quizapp.optim.lr_scheduler, name, schedule.scheduler)
        family = _with(quizapp.optim, "lr_scheduler", schedules)
        return StandIn(family, schedule.scheduler, name)
    found = quizapp.optim.mutant(mutant)
    name = found.original.__name__
    return StandIn(_with(quizapp.optim, name, found.optimizer), found.optimizer, name)


@contextmanager
def watched(wrong: type[Any]) -> Iterator[Callable[[], bool]]:
    """Tells whether a class was built meanwhile, here or in a process forked here."""
    seen = mmap(-1, 1)  # shared with forks
    own, build = wrong.__dict__.get("__init__"), wrong.__init__

    @wraps(build)
    def watching(self: object, *args: Any, **kwargs: Any) -> None:
        seen[0] = 1
        build(self, *args, **kwargs)

    # The class itself, not a subclass: an experiment may look at its type, or pickle it.
    wrong.__init__ = watching
    try:
        yield lambda: bool(seen[0])
    finally:
        if own is None:
            del wrong.__init__
        else:
            wrong.__init__ = own


def _with(module: ModuleType, name: str, value: object) -> ModuleType:
    """A copy of a module in which one name means something else."""
    copy = ModuleType(f"{module.__name__} with another {name}")
    copy.__dict__.update({**vars(module), name: value})
    return copy
