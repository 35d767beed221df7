"""The mutants that can be told from the original by eye, each with a setting that gives it away."""

from __future__ import annotations

from typing import NamedTuple

from quizapp.games.courses import Settings
from quizapp.lab.declarative import MUTANTS


class Suspect(NamedTuple):
    """A mutant and the experiment in which it shows."""

    mutant: str
    settings: Settings

    @property
    def opt(self) -> str:
        return MUTANTS[self.mutant]


_BOWL = {"loss": "x**2", "start": [1.0], "steps": 16}
_FROM_ONE = {"loss": "(x - 1)**2", "start": [3.0], "steps": 16}
_STEEP_THEN_FLAT = {"loss": "sqrt(1 + 50*x**2)", "start": [1.0], "steps": 16}
_SHALLOW = {"loss": "x**2/100", "start": [1.0], "steps": 16}
_SLOPE = {"loss": "3*x", "start": [1.0], "steps": 16}

SUSPECTS: tuple[Suspect, ...] = (
    Suspect(
        "sgd-dampened-first-step",
        {**_BOWL, "opt": "SGD", "lr": 0.05, "momentum": 0.8, "dampening": 0.5},
    ),
    Suspect("sgd-momentum-ema", {**_BOWL, "opt": "SGD", "lr": 0.05, "momentum": 0.9}),
    Suspect(
        "sgd-nesterov-no-lookahead",
        {**_BOWL, "opt": "SGD", "lr": 0.1, "momentum": 0.9, "nesterov": True},
    ),
    Suspect("sgd-double-decay", {**_FROM_ONE, "opt": "SGD", "lr": 0.1, "weight_decay": 0.8}),
    Suspect("sgd-ascends", {**_BOWL, "opt": "SGD", "lr": 0.05}),
    Suspect(
        "sgd-decoupled-decay",
        {**_FROM_ONE, "opt": "SGD", "lr": 0.05, "momentum": 0.9, "weight_decay": 1.0},
    ),
    Suspect("adam-no-bias-correction", {**_BOWL, "opt": "Adam", "lr": 0.05}),
    Suspect("adam-eps-inside-root", {**_BOWL, "opt": "Adam", "lr": 0.1, "eps": 0.5}),
    Suspect("adam-eps-uncorrected", {**_BOWL, "opt": "Adam", "lr": 0.1, "eps": 0.5}),
    Suspect(
        "adamw-coupled-decay", {**_STEEP_THEN_FLAT, "opt": "AdamW", "lr": 0.05, "weight_decay": 2.0}
    ),
    Suspect("adamw-decay-without-rate", {**_BOWL, "opt": "AdamW", "lr": 0.05, "weight_decay": 0.1}),
    Suspect("adamax-forgets", {**_BOWL, "opt": "Adamax", "lr": 0.1}),
    Suspect("adamax-corrected-maximum", {**_BOWL, "opt": "Adamax", "lr": 0.1}),
    Suspect("rmsprop-eps-inside-root", {**_SHALLOW, "opt": "RMSprop", "lr": 0.05, "eps": 0.01}),
    Suspect("rmsprop-bias-corrected", {**_BOWL, "opt": "RMSprop", "lr": 0.02}),
    Suspect(
        "rmsprop-centered-ignored",
        {**_SLOPE, "opt": "RMSprop", "lr": 0.02, "alpha": 0.9, "centered": True},
    ),
    Suspect("adagrad-forgets", {**_BOWL, "opt": "Adagrad", "lr": 0.2}),
    Suspect("adagrad-no-root", {**_BOWL, "opt": "Adagrad", "lr": 0.2}),
    Suspect("adagrad-decays-at-once", {**_BOWL, "opt": "Adagrad", "lr": 0.2, "lr_decay": 1.0}),
    Suspect("adadelta-no-cold-start", {**_BOWL, "opt": "Adadelta", "lr": 1.0, "eps": 0.01}),
    Suspect("adadelta-no-numerator", {**_BOWL, "opt": "Adadelta", "lr": 0.1, "eps": 0.01}),
    Suspect("rprop-by-magnitude", {**_BOWL, "opt": "Rprop", "lr": 0.05}),
    Suspect("rprop-steps-after-turning", {**_BOWL, "opt": "Rprop", "lr": 0.3}),
    Suspect("radam-unrectified", {**_BOWL, "opt": "RAdam", "lr": 0.05}),
    Suspect("radam-waits", {**_BOWL, "opt": "RAdam", "lr": 0.05}),
)
