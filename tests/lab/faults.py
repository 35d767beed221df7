"""The table that shows of every shipped lab that it can fail: at least one fault each.

A lab that came out the same whatever its optimizer did would prove nothing. The rows are in
``faulty/``, a file for each part of the course; a new lab adds its row there.
"""

from __future__ import annotations

from tests.lab.faulty import (
    adaptive,
    averages,
    base,
    checkpoints,
    groups,
    implementations,
    initialisers,
    landscapes,
    loop,
    losses,
    matrices,
    modules,
    momentum,
    ranks,
    schedules,
    structure,
)
from tests.lab.faulty.fault import Fault

FAULTS: tuple[Fault, ...] = (
    *loop.FAULTS,
    *structure.FAULTS,
    *base.FAULTS,
    *momentum.FAULTS,
    *adaptive.FAULTS,
    *matrices.FAULTS,
    *groups.FAULTS,
    *checkpoints.FAULTS,
    *schedules.FAULTS,
    *landscapes.FAULTS,
    *ranks.FAULTS,
    *losses.FAULTS,
    *averages.FAULTS,
    *initialisers.FAULTS,
    *modules.FAULTS,
    *implementations.FAULTS,
)
