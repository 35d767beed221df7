"""Mutants of Adam and AdamW."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor

from quizapp.optim import adam
from quizapp.optim.adam import Adam
from quizapp.optim.adamw import AdamW
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.optimizer import Group


class _NoBiasCorrection(Adam):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        return super().terms(group, t * math.inf, like)  # 1 − βᵗ = 1, as after many steps


class _EpsInsideRoot(Adam):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        k = super().terms(group, t, like)
        return k._replace(eps=(1 - k.beta2**t) * group["eps"])  # √(v̂ + ε) = √(v + ε(1−β₂ᵗ)) / root

    @classmethod
    def denominator(cls, v: Tensor, k: adam.Terms) -> Tensor:
        return v.add(k.eps).sqrt_().div_(k.root)


class _CoupledDecay(AdamW):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        return super().terms({**group, "decoupled_weight_decay": False}, t, like)


class _EpsUncorrected(Adam):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        return super().terms({**group, "differentiable": False}, t, like)  # ε by itself

    @classmethod
    def denominator(cls, v: Tensor, k: adam.Terms) -> Tensor:
        return v.sqrt().add_(k.eps).div_(k.root)


class _AmsgradOfCorrected(Adam):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        return super().terms({**group, "differentiable": False}, t, like)  # root by itself

    @classmethod
    def largest(cls, top: Tensor, v: Tensor, k: adam.Terms) -> Tensor:
        top.clamp_min_(v.div(k.root).div_(k.root))
        return top.mul(k.root).mul_(k.root)  # `denominator` will divide


class _StepPerOptimizer(Adam):
    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        made = super().initial(group, p, name)
        if name == "step":
            made += max((own["step"] for own in self.state.values() if "step" in own), default=0)
        return made


class _StateByOrder(Adam):
    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        in_order = dict(enumerate(state_dict["state"].values()))
        super().load_state_dict({**state_dict, "state": in_order})


class _DecayWithoutRate(AdamW):
    def terms(self, group: Group, t: float, like: Tensor) -> adam.Terms:
        k = super().terms(group, t, like)
        return k._replace(shrink=k.shrink and 1 - group["weight_decay"])


MUTANTS = (
    Mutant(
        "adam-no-bias-correction",
        "Adam divides by the root of v as it is, zero start and all.",
        _NoBiasCorrection,
    ),
    Mutant(
        "adam-eps-inside-root",
        "Adam adds ε under the square root: √(v̂ + ε).",
        _EpsInsideRoot,
    ),
    Mutant(
        "adam-eps-uncorrected",
        "Adam adds ε before it corrects the bias: (√v + ε) / √(1 − β₂ᵗ).",
        _EpsUncorrected,
    ),
    Mutant(
        "adam-amsgrad-of-corrected",
        "AMSGrad keeps the maximum of v̂, the corrected v.",
        _AmsgradOfCorrected,
    ),
    Mutant(
        "adam-step-per-optimizer",
        "Adam counts steps once for all parameters, also for one that starts late.",
        _StepPerOptimizer,
    ),
    Mutant(
        "adam-state-by-order",
        "A checkpoint lists state in the order of the parameters, so the first is the first's.",
        _StateByOrder,
    ),
    Mutant(
        "adamw-coupled-decay",
        "AdamW adds λθ to the gradient, as Adam does.",
        _CoupledDecay,
    ),
    Mutant(
        "adamw-decay-without-rate",
        "AdamW shrinks θ by λ a step, whatever the learning rate.",
        _DecayWithoutRate,
    ),
)
