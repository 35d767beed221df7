"""What a fault is: the knob, the mutant or the planted error that a lab has to notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

Plant = Callable[[pytest.MonkeyPatch], None]
"""Puts one thing wrong that the lab uses, for as long as the patch lasts."""


@dataclass(frozen=True)
class Fault:
    """One way in which a lab's claim could be false, and the measurement that then changes.

    Attributes:
        lab: its name.
        measure: what must come out differently.
        wrong: knobs turned wrong; ``mutant`` is one of them.
        plant: puts something wrong in what the lab uses. In quizapp.optim the comparison with
            torch has to notice too.
        beneath: the plant lies beneath both families, in torch itself, so they still agree.
        given: knobs of both runs, the true one and the false one.
    """

    lab: str
    measure: str
    wrong: Mapping[str, object] = field(default_factory=dict)
    plant: Plant | None = None
    beneath: bool = False
    given: Mapping[str, object] = field(default_factory=dict)


def mutant(lab: str, measure: str, name: str, **given: object) -> Fault:
    """The fault of running a mutant in its original's place."""
    return Fault(lab, measure, wrong={"mutant": name}, given=given)
