"""The settings of an ``optimizer`` lab: what may be written, and what is wrong with it. No torch.

A declarative lab is data: an allow-listed optimizer, bounded numbers and a parsed formula. It can
come from a stranger's deck and needs no trust.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizapp.lab import formula
from quizapp.text.near import nearest, those_near

MAX_STEPS = 10_000
MAX_START = 64
MAX_NUMBER = 1e30
DTYPES = ("float32", "float64", "bfloat16", "float16")

NUMBER, FLAG, PAIR = "a number", "true or false", "a list of two numbers"
TRIPLE, ADJUST = "a list of three numbers", "original or match_rms_adamw"
COUNT, SEARCH = f"a whole number from 1 to {MAX_STEPS:,}", "strong_wolfe"

_ENGINE = {
    "maximize": FLAG,
    "foreach": FLAG,
    "capturable": FLAG,
    "differentiable": FLAG,
}
_ADAM = {
    "lr": NUMBER,
    "betas": PAIR,
    "eps": NUMBER,
    "weight_decay": NUMBER,
    "amsgrad": FLAG,
    **_ENGINE,
}
KEYWORDS: dict[str, dict[str, str]] = {
    "SGD": {
        "lr": NUMBER,
        "momentum": NUMBER,
        "dampening": NUMBER,
        "weight_decay": NUMBER,
        "nesterov": FLAG,
        "maximize": FLAG,
        "foreach": FLAG,
        "differentiable": FLAG,
    },
    "Adam": {**_ADAM, "decoupled_weight_decay": FLAG},
    "AdamW": _ADAM,
    "NAdam": {
        "lr": NUMBER,
        "betas": PAIR,
        "eps": NUMBER,
        "weight_decay": NUMBER,
        "momentum_decay": NUMBER,
        "decoupled_weight_decay": FLAG,
        **_ENGINE,
    },
    "RAdam": {
        "lr": NUMBER,
        "betas": PAIR,
        "eps": NUMBER,
        "weight_decay": NUMBER,
        "decoupled_weight_decay": FLAG,
        **_ENGINE,
    },
    "ASGD": {
        "lr": NUMBER,
        "lambd": NUMBER,
        "alpha": NUMBER,
        "t0": NUMBER,
        "weight_decay": NUMBER,
        **_ENGINE,
    },
    "Adafactor": {
        "lr": NUMBER,
        "beta2_decay": NUMBER,
        "eps": PAIR,
        "d": NUMBER,
        "weight_decay": NUMBER,
        "maximize": FLAG,
        "foreach": FLAG,
    },
    "Muon": {
        "lr": NUMBER,
        "weight_decay": NUMBER,
        "momentum": NUMBER,
        "nesterov": FLAG,
        "ns_coefficients": TRIPLE,
        "eps": NUMBER,
        "ns_steps": COUNT,
        "adjust_lr_fn": ADJUST,
    },
    "Adamax": {
        "lr": NUMBER,
        "betas": PAIR,
        "eps": NUMBER,
        "weight_decay": NUMBER,
        **_ENGINE,
    },
    "RMSprop": {
        "lr": NUMBER,
        "alpha": NUMBER,
        "eps": NUMBER,
        "weight_decay": NUMBER,
        "momentum": NUMBER,
        "centered": FLAG,
        **_ENGINE,
    },
    "Adagrad": {
        "lr": NUMBER,
        "lr_decay": NUMBER,
        "weight_decay": NUMBER,
        "initial_accumulator_value": NUMBER,
        "eps": NUMBER,
        "maximize": FLAG,
        "foreach": FLAG,
        "differentiable": FLAG,
    },
    "Adadelta": {
        "lr": NUMBER,
        "rho": NUMBER,
        "eps": NUMBER,
        "weight_decay": NUMBER,
        **_ENGINE,
    },
    "Rprop": {"lr": NUMBER, "etas": PAIR, "step_sizes": PAIR, **_ENGINE},
    "SparseAdam": {"lr": NUMBER, "betas": PAIR, "eps": NUMBER, "maximize": FLAG},
    "LBFGS": {
        "lr": NUMBER,
        "max_iter": COUNT,
        "max_eval": COUNT,
        "tolerance_grad": NUMBER,
        "tolerance_change": NUMBER,
        "history_size": COUNT,
        "line_search_fn": SEARCH,
    },
}
"""Each optimizer's keywords and what they take. ``fused`` is left out: it would compile, for
seconds, inside a lab of milliseconds."""

MUTANTS: dict[str, str] = {
    "sgd-dampened-first-step": "SGD",
    "sgd-momentum-ema": "SGD",
    "sgd-nesterov-no-lookahead": "SGD",
    "sgd-double-decay": "SGD",
    "sgd-ascends": "SGD",
    "sgd-decoupled-decay": "SGD",
    "sgd-maximize-flips-decay": "SGD",
    "sgd-state-by-id": "SGD",
    "adam-no-bias-correction": "Adam",
    "adam-eps-inside-root": "Adam",
    "adam-eps-uncorrected": "Adam",
    "adam-amsgrad-of-corrected": "Adam",
    "adam-step-per-optimizer": "Adam",
    "adam-state-by-order": "Adam",
    "adamw-coupled-decay": "AdamW",
    "adamw-decay-without-rate": "AdamW",
    "adamax-corrected-maximum": "Adamax",
    "adamax-eps-after-maximum": "Adamax",
    "adamax-forgets": "Adamax",
    "rmsprop-eps-inside-root": "RMSprop",
    "rmsprop-bias-corrected": "RMSprop",
    "rmsprop-centered-ignored": "RMSprop",
    "adagrad-forgets": "Adagrad",
    "adagrad-no-root": "Adagrad",
    "adagrad-decays-at-once": "Adagrad",
    "adadelta-rate-in-accumulator": "Adadelta",
    "adadelta-no-cold-start": "Adadelta",
    "adadelta-no-numerator": "Adadelta",
    "rprop-by-magnitude": "Rprop",
    "rprop-steps-after-turning": "Rprop",
    "rprop-unbounded": "Rprop",
    "sparse-adam-moves-everything": "SparseAdam",
    "sparse-adam-corrected-eps": "SparseAdam",
    "lbfgs-full-first-step": "LBFGS",
    "lbfgs-unscaled-hessian": "LBFGS",
    "lbfgs-one-iteration": "LBFGS",
    "lbfgs-forgets-between-steps": "LBFGS",
    "nadam-no-schedule": "NAdam",
    "nadam-decoupled-decay": "NAdam",
    "radam-unrectified": "RAdam",
    "radam-waits": "RAdam",
    "asgd-moves-to-average": "ASGD",
    "asgd-constant-rate": "ASGD",
    "adafactor-absolute-step": "Adafactor",
    "adafactor-unclipped": "Adafactor",
    "muon-exact": "Muon",
    "muon-spectral-norm": "Muon",
    "muon-not-orthogonal": "Muon",
}
"""Each wrong variant of an optimizer (``quizapp.optim.mutants``) and what it is a variant of."""

SCHEDULE_MUTANTS: dict[str, str] = {
    "step-counts-from-one": "StepLR",
    "multistep-cut-after-milestone": "MultiStepLR",
    "lambda-on-current-rate": "LambdaLR",
    "linear-one-step-short": "LinearLR",
    "cosine-one-step-long": "CosineAnnealingLR",
    "restart-after-bottom": "CosineAnnealingWarmRestarts",
    "triangular2-halves-each-step": "CyclicLR",
    "onecycle-momentum-follows-rate": "OneCycleLR",
    "plateau-cut-at-patience": "ReduceLROnPlateau",
    "sequential-hands-rate-over": "SequentialLR",
}
"""The same for schedules, which only code labs have."""

MANY = 25
"""So many names are still listed in a message; of more it says the nearest."""

LISTED = "`quizapp lab show optimizer` lists all mutants"

OWN = ("opt", "mutant", "start", "loss", "steps", "dtype")
"""The settings that are the lab's and not the optimizer's."""

SERIES = {
    "loss": "the loss before each step, and after the last",
    "x": "the parameter before each step, and after the last (x0, x1 … when it has several)",
    "step": "how far each step moved the parameter (Euclidean)",
}

MEASURES = {
    "x.start": "the parameter at the start",
    "x.end": "the parameter after the last step",
    "x.delta": "how far it moved in all, with its sign",
    "x.first_delta": "how far the first step moved it",
    "x.last_delta": "how far the last step moved it",
    "x.grad": "the gradient that the last step used",
    "loss.start": "the loss at the start",
    "loss.end": "the loss after the last step",
    "lr.end": "the learning rate in the parameter group at the end",
    "state.keys": "names of what the optimizer keeps for the parameter, sorted",
    "steps": "how many steps were made",
    "raised": "Type: message of the exception; empty when nothing was raised",
}
"""Besides these, ``x.state.<name>`` is what the optimizer keeps; ``absent`` when it has no such."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A checked declarative lab. ``options`` are the optimizer's keyword arguments."""

    opt: str
    options: Mapping[str, float | bool | str | tuple[float, float]]
    start: tuple[float, ...]
    loss: formula.Node
    steps: int
    dtype: str
    mutant: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one setting. ``offset`` is the place inside a formula's text."""

    setting: str
    message: str
    help: str = ""
    offset: int | None = None

    @property
    def sentence(self) -> str:
        """The message with the setting that it is about."""
        place = "" if self.offset is None else f" (character {self.offset + 1})"
        about = "" if repr(self.setting) in self.message else f"{self.setting}: "
        return f"{about}{self.message}{place}"


def faults(settings: Mapping[str, object]) -> list[Fault]:
    """Everything that is wrong with a lab's settings; empty when it can run."""
    return [fault for _, fault in _read(settings) if isinstance(fault, Fault)]


def experiment(settings: Mapping[str, object]) -> Experiment:
    """The checked lab.

    Raises:
        ValueError: something is wrong with it; ``faults`` says all of it.
    """
    read = dict(_read(settings))
    for value in read.values():
        if isinstance(value, Fault):
            raise ValueError(f"{value.setting}: {value.message}")
    own = {name: read.pop(name) for name in OWN}
    return Experiment(options=read, **own)  # type: ignore[arg-type]


def is_measure(name: str) -> bool:
    """Whether a declarative lab can measure this."""
    return name in MEASURES or (name.startswith("x.state.") and len(name) > len("x.state."))


def is_series(name: str) -> bool:
    """Whether a declarative lab plots this: of several elements, ``x0 x1 …`` in the place of x."""
    return name in SERIES or (name[:1] == "x" and name[1:].isdecimal() and len(name) < 4)


def _read(settings: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each setting's name and its checked value, or the Fault in its place."""
    opt = _shown(settings.get("opt", ""))
    if opt not in KEYWORDS:
        yield "opt", _unknown("opt", opt, tuple(KEYWORDS), "optimizer")
    else:
        yield "opt", opt
    start = _start(settings.get("start", 1.0))
    yield "start", start
    yield "loss", _loss(settings.get("loss", "x**2"), start)
    yield "steps", _steps(settings.get("steps", 1))
    dtype = _shown(settings.get("dtype", "float32"))
    yield "dtype", dtype if dtype in DTYPES else _unknown("dtype", dtype, DTYPES, "dtype")
    yield "mutant", _mutant(_shown(settings.get("mutant", "")), opt)
    keywords = KEYWORDS.get(opt)
    for name, value in settings.items():
        if name not in OWN and keywords is not None:
            yield name, _option(name, value, opt, keywords)


def _shown(value: object) -> str:
    """A setting as text, short; a number of a million digits is not spelt out."""
    if isinstance(value, int) and abs(value) > 10**60:
        return "so large a number"
    return str(value)[:60]


def _unknown(setting: str, value: str, known: tuple[str, ...], what: str) -> Fault:
    message = f"no {what} {value!r}" if value else f"no {what} is named"
    return Fault(setting, message, _advice(value, known))


def _advice(value: str, known: tuple[str, ...]) -> str:
    close = nearest(value, known, cutoff=0.5)
    if close:
        return f"did you mean {close!r}?"
    if len(known) > MANY:
        return f"near it are {', '.join(those_near(value, known))}; {LISTED}"
    return f"one of: {', '.join(known)}"


def _start(value: object) -> tuple[float, ...] | Fault:
    values = value if isinstance(value, (list, tuple)) else (value,)
    if not 1 <= len(values) <= MAX_START:
        return Fault("start", f"{len(values)} numbers", f"between 1 and {MAX_START} numbers")
    if not all(map(_is_number, values)):
        return Fault("start", "not a list of finite numbers", "such as [1.0, -2.0]")
    return tuple(map(float, values))


def _loss(value: object, start: tuple[float, ...] | Fault) -> formula.Node | Fault:
    size = None if isinstance(start, Fault) else len(start)
    try:
        return formula.parse(value if isinstance(value, str) else _shown(value), size)
    except formula.FormulaError as error:
        return Fault("loss", error.message, "a formula such as x0**2 + 10*x1**2", error.offset)


def _steps(value: object) -> object:
    return value if _is_count(value) else Fault("steps", _shown(value), COUNT)


def _mutant(value: str, opt: str) -> str | Fault:
    if value in ("", "none"):
        return ""
    if value not in MUTANTS:
        return _unknown("mutant", value, tuple(MUTANTS), "mutant")
    if MUTANTS[value] != opt:
        return Fault("mutant", f"a variant of {MUTANTS[value]}, not of {opt}")
    return value


def _option(name: str, value: object, opt: str, keywords: Mapping[str, str]) -> object:
    wanted = keywords.get(name)
    if wanted is None:
        advice = _advice(name, (*keywords, *OWN))
        return Fault(name, f"{opt} has no setting {name!r}", advice)
    fits = {
        NUMBER: _is_number(value),
        FLAG: isinstance(value, bool),
        PAIR: isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_number, value)),
        TRIPLE: isinstance(value, (list, tuple))
        and len(value) == 3
        and all(map(_is_number, value)),
        ADJUST: value in ("original", "match_rms_adamw"),
        COUNT: _is_count(value),
        SEARCH: value == SEARCH,
    }
    if not fits[wanted]:
        if wanted == NUMBER and _is_beyond(value):
            help = f"numbers lie between -{MAX_NUMBER:g} and {MAX_NUMBER:g}"
            return Fault(name, f"{_shown(value)} is out of bounds", help)
        return Fault(name, f"{_shown(value)!r} is not {wanted}")
    return tuple(map(float, value)) if isinstance(value, (list, tuple)) else value


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_STEPS


def _is_beyond(value: object) -> bool:
    """A finite number, but too large a one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return MAX_NUMBER < abs(value) < math.inf


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) <= MAX_NUMBER
        and math.isfinite(value)
    )
