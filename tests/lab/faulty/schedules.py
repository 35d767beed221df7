"""Faults of learning-rate schedules."""

from __future__ import annotations

from tests.lab.faulty.fault import Fault, mutant

FAULTS = (
    mutant("schedule_curves", "gap", "cosine-one-step-long"),
    mutant("schedule_curves", "gap", "step-counts-from-one", scheduler="StepLR"),
    mutant("schedule_curves", "gap", "linear-one-step-short", scheduler="LinearLR"),
    Fault("chained_and_closed", "kept", wrong={"form": "closed"}),
    mutant("chained_and_closed", "undisturbed", "step-counts-from-one", steps=11),
    mutant("sequential_milestone", "at", "sequential-hands-rate-over"),
    mutant("plateau_patience", "drop", "plateau-cut-at-patience"),
    mutant("warm_restarts", "restarts", "restart-after-bottom"),
    mutant("onecycle_momentum", "momentum_at_peak", "onecycle-momentum-follows-rate"),
)
