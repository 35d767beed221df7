"""Optimizers and schedules wrong on purpose: each is one misconception, run as an experiment.

A mutant is built and stepped like the original and changes one line of it, so that the
number it computes is the number the misconception gives. Nothing else may use these.
One file for each family; this one gathers them by name.
"""

from quizapp.optim.mutants import (
    adadelta,
    adafactor,
    adagrad,
    adam,
    adamax,
    asgd,
    lbfgs,
    muon,
    nadam,
    radam,
    rmsprop,
    rprop,
    schedules,
    sgd,
    sparse_adam,
)
from quizapp.optim.mutants.model import Mutant, ScheduleMutant

__all__ = ["MUTANTS", "SCHEDULE_MUTANTS", "Mutant", "ScheduleMutant", "mutant"]

_FAMILIES = (
    sgd,
    adam,
    nadam,
    radam,
    adamax,
    rmsprop,
    adagrad,
    adadelta,
    rprop,
    asgd,
    adafactor,
    muon,
    sparse_adam,
    lbfgs,
)

MUTANTS: dict[str, Mutant] = {
    mutant.name: mutant for family in _FAMILIES for mutant in family.MUTANTS
}

SCHEDULE_MUTANTS: dict[str, ScheduleMutant] = {mutant.name: mutant for mutant in schedules.MUTANTS}


def mutant(name: str) -> Mutant:
    """The mutant called ``name``. Raises ValueError, listing those there are."""
    if name not in MUTANTS:
        raise ValueError(f"unknown mutant {name!r}; there are: {', '.join(MUTANTS)}")
    return MUTANTS[name]
