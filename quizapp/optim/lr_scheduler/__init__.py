"""Learning-rate schedules: torch.optim.lr_scheduler's names and behaviour, each stated once.

A schedule is a formula η_t for the rate after t steps. ``base`` holds all that is not formula;
the other files hold the formulas, one family each. They drive torch's optimizers and ours.
"""

from quizapp.optim.lr_scheduler.base import LRScheduler
from quizapp.optim.lr_scheduler.compose import ChainedScheduler, SequentialLR
from quizapp.optim.lr_scheduler.cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from quizapp.optim.lr_scheduler.cycle import CyclicLR
from quizapp.optim.lr_scheduler.factor import (
    ConstantLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from quizapp.optim.lr_scheduler.lambdas import LambdaLR, MultiplicativeLR
from quizapp.optim.lr_scheduler.onecycle import OneCycleLR
from quizapp.optim.lr_scheduler.plateau import ReduceLROnPlateau

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
