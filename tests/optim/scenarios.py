"""For each mutant an experiment in which it is wrong, and by hand the number that it computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import torch
from torch.nn import Parameter

# The slope of each loss; x starts at 1.
SLOPES: dict[str, Callable[[float], float]] = {"x": lambda _: 1.0, "x**2": lambda x: 2 * x}


def two_steps(cls: Any, settings: dict[str, Any], slope: Callable[[float], float]) -> float:
    """Where x is after two steps. A differentiable optimizer needs no leaf and takes one not."""
    x = torch.tensor([1.0], dtype=torch.float64)
    x = x if settings.get("differentiable") else Parameter(x)
    optimizer = cls([x], **settings)
    for _ in range(2):
        x.grad = torch.full_like(x, slope(x.item()))
        optimizer.step()
    return float(x.item())


def resumed_between(cls: Any, settings: dict[str, Any], slope: Callable[[float], float]) -> float:
    """The same for the second of two parameters, through a checkpoint; the first has no slope."""
    start = torch.tensor([1.0], dtype=torch.float64)
    y, x = start.clone(), start.clone()
    saved = None
    for _ in range(2):
        if not settings.get("differentiable"):
            y, x = Parameter(y.detach()), Parameter(x.detach())
        optimizer = cls([y, x], **settings)
        if saved is not None:
            optimizer.load_state_dict(saved)
        x.grad = torch.full_like(x, slope(x.item()))
        optimizer.step()
        saved = optimizer.state_dict()
        x = x.detach().clone()
    return float(x.item())


def joined_late(cls: Any, settings: dict[str, Any], slope: Callable[[float], float]) -> float:
    """Where x is after its first step, which is another parameter's second."""
    y, x = (torch.tensor([1.0], dtype=torch.float64) for _ in range(2))
    if not settings.get("differentiable"):
        y, x = Parameter(y), Parameter(x)
    optimizer = cls([y, x], **settings)
    for step in range(2):
        y.grad = torch.ones_like(y)
        x.grad = torch.full_like(x, slope(x.item())) if step else None
        optimizer.step()
    return float(x.item())


@dataclass(frozen=True)
class Scenario:
    """Settings, what the belief makes of x, and the experiment. A lab can run ``two_steps``."""

    settings: dict[str, Any]
    expected: float
    loss: str = "x"
    run: Callable[[Any, dict[str, Any], Callable[[float], float]], float] = two_steps


MOMENTUM = {"momentum": 0.9, "lr": 0.1}
SCENARIOS: dict[str, Scenario] = {
    # b = 0.5, then 0.9·0.5 + 0.5
    "sgd-dampened-first-step": Scenario({**MOMENTUM, "dampening": 0.5}, 1 - 0.1 * (0.5 + 0.95)),
    # b = 0.1, then 0.19
    "sgd-momentum-ema": Scenario(MOMENTUM, 1 - 0.1 * (0.1 + 0.19)),
    # b = 1, then 1.9
    "sgd-nesterov-no-lookahead": Scenario({**MOMENTUM, "nesterov": True}, 1 - 0.1 * (1 + 1.9)),
    # g = 1 + 2·0.5·x: x = 0.8, then 0.62
    "sgd-double-decay": Scenario({"lr": 0.1, "weight_decay": 0.5}, 0.62),
    "sgd-ascends": Scenario({"lr": 0.1}, 1.2),
    # x = 0.95·1 − 0.1·1 = 0.85, then 0.95·0.85 − 0.1·1.9
    "sgd-decoupled-decay": Scenario({**MOMENTUM, "weight_decay": 0.5}, 0.6175),
    # g = −1 − 0.5·x: x = 1.15, then 1.15 + 0.1·1.575
    "sgd-maximize-flips-decay": Scenario(
        {"lr": 0.1, "weight_decay": 0.5, "maximize": True}, 1.3075
    ),
    # No parameter has the saved id, so momentum starts again: b = 1, then 1
    "sgd-state-by-id": Scenario(MOMENTUM, 0.8, run=resumed_between),
    # m/√v = 0.1/√0.001, then 0.19/√0.001999
    "adam-no-bias-correction": Scenario(
        {"lr": 0.1, "eps": 0.0}, 1 - 0.1 * (0.1 / sqrt(0.001) + 0.19 / sqrt(0.001999))
    ),
    # m̂ = v̂ = 1, so each step is lr/√(1 + 3) instead of lr/(1 + 3)
    "adam-eps-inside-root": Scenario({"lr": 0.1, "eps": 3.0}, 0.9),
    # m̂ = 1; the denominator is (√v + 3)/√(1 − β₂ᵗ) with v = 1 − β₂ᵗ = 0.001, then 0.001999
    "adam-eps-uncorrected": Scenario(
        {"lr": 0.1, "eps": 3.0},
        1 - 0.1 * (1 / (1 + 3 / sqrt(0.001)) + 1 / (1 + 3 / sqrt(0.001999))),
    ),
    # g = 2, x = 0.6; g = 1.2, m̂ = (0.9·0.2 + 0.1·1.2)/0.19 and v̂ still 4, as it was at first
    "adam-amsgrad-of-corrected": Scenario(
        {"lr": 0.4, "eps": 0.0, "amsgrad": True}, 0.6 - 0.4 * 0.3 / 0.19 / 2, "x**2"
    ),
    # m = 0.1 and v = 0.001, corrected as if t were 2
    "adam-step-per-optimizer": Scenario(
        {"lr": 0.1, "eps": 0.0}, 1 - 0.1 * (0.1 / 0.19) / sqrt(0.001 / 0.001999), run=joined_late
    ),
    # The first parameter gets the state and x starts again: ±lr. Kept, m̂/√v̂ would be
    # (0.3/0.19)/√(0.005436/0.001999), as above
    "adam-state-by-order": Scenario(
        {"lr": 0.4, "eps": 0.0}, 0.6 - 0.4, "x**2", run=resumed_between
    ),
    # g = 1.5, x = 0.9; g = 1.45, m = 0.9·0.15 + 0.145, v = 0.999·0.00225 + 0.0021025
    "adamw-coupled-decay": Scenario(
        {"lr": 0.1, "weight_decay": 0.5, "eps": 0.0},
        0.9 - 0.1 * (0.28 / 0.19) / sqrt(0.00435025 / 0.001999),
    ),
    # x = 0.5·1 − 0.1, then 0.5·0.4 − 0.1
    "adamw-decay-without-rate": Scenario({"lr": 0.1, "weight_decay": 0.5, "eps": 0.0}, 0.1),
    # u = 1 over 1 − β₂ᵗ = 0.001, then 0.999-fold at most: 0.999 against |g| = 1, over 0.001999
    "adamax-corrected-maximum": Scenario({"lr": 0.1, "eps": 0.0}, 1 - 0.1 * (0.001 + 0.001999)),
    # g = 2, x = 1 − 0.4·2/2.5 = 0.68; g = 1.36, m̂ = (0.9·0.2 + 0.136)/0.19, u = 0.8·2 + 0.5
    "adamax-eps-after-maximum": Scenario(
        {"lr": 0.4, "eps": 0.5, "betas": (0.9, 0.8)}, 0.68 - 0.4 * 0.316 / 0.19 / 2.1, "x**2"
    ),
    # g = 2, x = 0.8; g = 1.6, m̂ = (0.9·0.2 + 0.16)/0.19, u = 1.6 where 0.999·2 should stand
    "adamax-forgets": Scenario({"lr": 0.2, "eps": 0.0}, 0.8 - 0.2 * 0.34 / 0.19 / 1.6, "x**2"),
    # v = 0.01, then 0.0199: √(0.01 + 0.03) = 0.2
    "rmsprop-eps-inside-root": Scenario({"eps": 0.03}, 1 - 0.01 * (1 / 0.2 + 1 / sqrt(0.0499))),
    # v̂ = 1: ±lr a step
    "rmsprop-bias-corrected": Scenario({"lr": 0.1, "eps": 0.0}, 0.8),
    # v = 0.5, then 0.75; less m² = 0.25, then 0.5625, both would be 0.25 and 0.1875
    "rmsprop-centered-ignored": Scenario(
        {"lr": 0.1, "alpha": 0.5, "eps": 0.0, "centered": True},
        1 - 0.1 * (1 / sqrt(0.5) + 1 / sqrt(0.75)),
    ),
    # s = 0.01, then 0.0199
    "adagrad-forgets": Scenario({}, 1 - 0.01 * (1 / sqrt(0.01) + 1 / sqrt(0.0199))),
    # s = 1, then 2
    "adagrad-no-root": Scenario({"lr": 0.1}, 1 - 0.1 * (1 + 1 / 2)),
    # γ/2 at s = 1, then γ/3 at s = 2
    "adagrad-decays-at-once": Scenario(
        {"lr": 0.1, "lr_decay": 1.0}, 1 - 0.1 * (1 / 2 + 1 / 3 / sqrt(2))
    ),
    # v = 0.1, Δ² = 0.1/(0.1 + 0.1) = 1/2, u = 0.1·γ²/2; v = 0.19, Δ² = (u + 0.1)/(0.19 + 0.1)
    "adadelta-rate-in-accumulator": Scenario(
        {"lr": 2.0, "eps": 0.1}, 1 - 2 * (sqrt(0.5) + sqrt((0.1 * 4 / 2 + 0.1) / 0.29))
    ),
    # √0 in the numerator, so u stays 0
    "adadelta-no-cold-start": Scenario({"eps": 0.1}, 1.0),
    # v = 0.1, then 0.19
    "adadelta-no-numerator": Scenario({"eps": 0.1}, 1 - 1 / sqrt(0.2) - 1 / sqrt(0.29)),
    # x = 1 − 0.1·2 = 0.8, then 0.8 − 1.2·0.1·1.6
    "rprop-by-magnitude": Scenario({"lr": 0.1}, 0.8 - 0.12 * 1.6, "x**2"),
    # x = −0.5, where the slope has turned: back by 1.5/2
    "rprop-steps-after-turning": Scenario({"lr": 1.5}, 0.25, "x**2"),
    # 0.1, then 1.2·0.1 beyond the limit
    "rprop-unbounded": Scenario({"lr": 0.1, "step_sizes": (1e-6, 0.1)}, 1 - 0.1 - 0.12),
    # μ = 0.9: Π = 0.9, 0.81, 0.729; m = 0.1, 0.19; v̂ = 1
    "nadam-no-schedule": Scenario(
        {"lr": 0.1, "eps": 0.0}, 1 - 0.1 * (1 + 0.09 / 0.19 + 0.1 / 0.19 + 0.171 / 0.271)
    ),
    # ψ = 0, so μ = 0.45: Π = 0.45, 0.2025, 0.091125; x shrinks by 0.95 before each step
    "nadam-decoupled-decay": Scenario(
        {"lr": 0.1, "eps": 0.0, "weight_decay": 0.5, "momentum_decay": 0.0},
        0.95 * (0.95 - 0.1 * (1 + 0.045 / 0.7975)) - 0.1 * (0.55 / 0.7975 + 0.45 * 0.19 / 0.908875),
    ),
    # g = 2, x = 0.9; g = 1.8, m̂ = 0.36/0.19, v̂ = (0.999·0.004 + 0.00324)/0.001999
    "radam-unrectified": Scenario(
        {"lr": 0.1, "eps": 0.0}, 0.9 - 0.1 * (0.36 / 0.19) / sqrt(0.007236 / 0.001999), "x**2"
    ),
    "radam-waits": Scenario({"lr": 0.1}, 1.0),
    # x = 0.9, then 0.8, whose mean it becomes
    "asgd-moves-to-average": Scenario({"lr": 0.1, "lambd": 0.0, "t0": -1}, 0.85),
    # x = 0.5 − 0.5, then 0 − 0.5, not −0.5/1.5
    "asgd-constant-rate": Scenario({"lr": 0.5, "lambd": 1.0, "alpha": 1.0}, -0.5),
    # V̂ = 1 and U = 1: x = 0.6, then 0.2, not 0.6·0.6
    "adafactor-absolute-step": Scenario({"lr": 0.4}, 0.2),
    # g = −2, x = 1.5; g = −3, V̂ = 4 + 5/2^0.8, U = 3/√V̂ > 1, and 0.5·1.5 of it
    "adafactor-unclipped": Scenario(
        {"lr": 0.5, "maximize": True}, 1.5 + 0.75 * 3 / sqrt(4 + 5 * 2**-0.8), "x**2"
    ),
}
