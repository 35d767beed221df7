"""Mutants of the learning-rate schedules."""

from __future__ import annotations

from typing import Any

from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from quizapp.optim.mutants.model import ScheduleMutant


class _StepCountsFromOne(StepLR):
    def ratio(self, t: int) -> float | None:
        return super().ratio(t + 1)


class _CutAfterMilestone(MultiStepLR):
    def ratio(self, t: int) -> float | None:
        return super().ratio(t - 1)


class _LambdaOnCurrentRate(LambdaLR):
    def rates(self) -> list[Number]:
        pairs = zip(self.lr_lambdas, self.optimizer.param_groups, strict=True)
        return [group["lr"] * function(self.last_epoch) for function, group in pairs]


class _WarmUpOneStepShort(LinearLR):
    def ratio(self, t: int) -> float | None:
        self.total_iters -= 1
        ratio = super().ratio(t)
        self.total_iters += 1
        return ratio


class _CosineOneStepLong(CosineAnnealingLR):
    def __init__(self, optimizer: Optimizer, T_max: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(optimizer, T_max + 1, *args, **kwargs)


class _RestartAfterBottom(CosineAnnealingWarmRestarts):
    def _advance(self) -> None:
        self.T_cur += 1
        if self.T_cur > self.T_i:
            self.T_cur = 0
            self.T_i *= self.T_mult


class _CycleCountsSteps(CyclicLR):
    def scale_fn(self, x: float) -> float:
        return super().scale_fn(self.last_epoch + 1 if self.mode == "triangular2" else x)


class _MomentumFollowsRate(OneCycleLR):
    def _start_momentum(self, lows: list[Any], highs: list[Any]) -> None:
        super()._start_momentum(highs, lows)


class _CutAtPatience(ReduceLROnPlateau):
    def _out_of_patience(self) -> bool:
        return self.num_bad_epochs >= self.patience


class _HandsTheRateOver(SequentialLR):
    def _begin(self, scheduler: Any) -> None:
        scheduler.step()


MUTANTS = (
    ScheduleMutant(
        "step-counts-from-one",
        "Epochs count from 1, so StepLR(s) cuts when s − 1 steps are taken.",
        _StepCountsFromOne,
    ),
    ScheduleMutant(
        "multistep-cut-after-milestone",
        "At a milestone the rate is still the old one; the cut shows a step later.",
        _CutAfterMilestone,
    ),
    ScheduleMutant(
        "lambda-on-current-rate",
        "LambdaLR multiplies the rate of now by λ(t), as MultiplicativeLR does.",
        _LambdaOnCurrentRate,
    ),
    ScheduleMutant(
        "linear-one-step-short",
        "total_iters counts the rates of the ramp, both ends included.",
        _WarmUpOneStepShort,
    ),
    ScheduleMutant(
        "cosine-one-step-long",
        "CosineAnnealingLR reaches its lowest rate in the step after T_max.",
        _CosineOneStepLong,
    ),
    ScheduleMutant(
        "restart-after-bottom",
        "A warm restart comes after the lowest rate was used once.",
        _RestartAfterBottom,
    ),
    ScheduleMutant(
        "triangular2-halves-each-step",
        "CyclicLR's triangular2 halves the height at every step, not at every cycle.",
        _CycleCountsSteps,
    ),
    ScheduleMutant(
        "onecycle-momentum-follows-rate",
        "OneCycleLR raises the momentum together with the rate.",
        _MomentumFollowsRate,
    ),
    ScheduleMutant(
        "plateau-cut-at-patience",
        "ReduceLROnPlateau cuts at the patience-th bad step, not at the one after it.",
        _CutAtPatience,
    ),
    ScheduleMutant(
        "sequential-hands-rate-over",
        "At a milestone of SequentialLR the next schedule goes on from the rate it finds.",
        _HandsTheRateOver,
    ),
)
