"""Faults of averaged weights and of accumulated gradients."""

from __future__ import annotations

from quizapp.optim import swa_utils
from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import altered

FAULTS = (
    mutant("swa_average", "averaged", "sgd-ascends"),
    Fault("swa_batchnorm", "off", wrong={"update": False}),
    Fault(
        "ema_average",
        "covered",
        plant=altered(swa_utils, "get_ema_multi_avg_fn", lambda make, decay: make(decay / 2)),
    ),
    Fault("uneven_micro_batches", "off", wrong={"loss": "sum_over_samples"}),
)
