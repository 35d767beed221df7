"""Faults of labs that compare paths over a landscape."""

from __future__ import annotations

from tests.lab.faulty.fault import mutant

FAULTS = (mutant("trajectories", "end", "adam-no-bias-correction"),)
