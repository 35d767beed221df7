"""Faults of the algorithms that size each coordinate's step by itself."""

from __future__ import annotations

import pytest

from quizapp.optim import Adam
from tests.lab.faulty.fault import Fault, mutant


def _plant_no_maximum(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Adam, "largest", staticmethod(lambda top, v, _: top.copy_(v)))


FAULTS = (
    mutant("adam_first_step", "scale_free", "adam-eps-inside-root"),
    mutant("adam_first_step", "longest", "adam-no-bias-correction"),
    mutant("adam_scale_invariance", "gap", "adam-eps-inside-root", power=-3),
    Fault("amsgrad_counterexample", "amsgrad_right", plant=_plant_no_maximum),
    mutant("amsgrad_keeps_raw_max", "maximum_of", "adam-amsgrad-of-corrected"),
    mutant("rmsprop_eps_placement", "placed", "rmsprop-eps-inside-root"),
    mutant("rmsprop_centered", "times", "rmsprop-centered-ignored"),
    mutant("adagrad_stall", "power", "adagrad-forgets"),
    mutant("adagrad_stall", "last", "adagrad-no-root"),
    mutant("adagrad_rare_features", "times", "adagrad-no-root"),
    mutant("adadelta_cold_start", "ratio", "adadelta-no-cold-start"),
    mutant("adadelta_units", "ratio", "adadelta-no-numerator"),
    mutant("radam_warmup", "first_adaptive", "radam-unrectified"),
    mutant("radam_warmup", "before", "radam-waits"),
    mutant("nadam_momentum_schedule", "first", "nadam-no-schedule"),
    mutant("adamax_infinity_norm", "u5", "adamax-forgets"),
    mutant("adamax_infinity_norm", "correction", "adamax-corrected-maximum"),
    mutant("rprop_sign_only", "same", "rprop-by-magnitude"),
    mutant("rprop_step_sizes", "moved_at_turn", "rprop-steps-after-turning"),
    mutant("asgd_average", "replaced", "asgd-moves-to-average"),
    mutant("adaptive_generalization", "test", "sgd-ascends", opt="SGD"),
    mutant("adaptive_generalization", "label_weight", "adam-no-bias-correction", steps=20),
)
