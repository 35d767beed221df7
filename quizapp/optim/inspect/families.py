"""Which optimizer a state dict is of. It does not say, but its settings and state are telling."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from inspect import signature

import torch

from quizapp import optim

_MOMENTS = ("step", "exp_avg", "exp_avg_sq")

STATE: dict[str, tuple[str, ...]] = {
    "ASGD": ("step", "eta", "mu", "ax"),
    "Adadelta": ("step", "square_avg", "acc_delta"),
    "Adafactor": ("step", "row_var", "col_var", "variance"),
    "Adagrad": ("step", "sum"),
    "Adam": (*_MOMENTS, "max_exp_avg_sq"),
    "AdamW": (*_MOMENTS, "max_exp_avg_sq"),
    "Adamax": ("step", "exp_avg", "exp_inf"),
    "LBFGS": (
        *("func_evals", "n_iter", "al", "d", "t", "old_dirs", "old_stps", "ro", "H_diag"),
        *("prev_flat_grad", "prev_loss"),
    ),
    "Muon": ("momentum_buffer",),
    "NAdam": (*_MOMENTS, "mu_product"),
    "RAdam": _MOMENTS,
    "RMSprop": ("step", "square_avg", "momentum_buffer", "grad_avg"),
    "Rprop": ("step", "prev", "step_size"),
    "SGD": ("momentum_buffer",),
    "SGDMomentumNesterov": ("momentum_buffer",),
    "SparseAdam": _MOMENTS,
}
"""What each optimizer may keep for a parameter."""

LIKE_PARAMETER = frozenset(
    (
        *("momentum_buffer", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "exp_inf", "square_avg"),
        *("grad_avg", "acc_delta", "sum", "ax", "prev", "step_size", "variance"),
    )
)
"""State that is shaped like its parameter."""

_ANY = {"params", "param_names", "maximize", "foreach", "capturable", "differentiable", "fused"}
# What schedulers leave in a group.
_SCHEDULED = {"initial_lr", "swa_lr", "max_lr", "min_lr", "base_momentum", "max_momentum"}
_LATE = {"decoupled_weight_decay"}  # old checkpoints lack it
_FAR = 6
"""From here on the settings are those of an optimizer that nobody here knows."""


def kind(settings: Iterable[str], state: Collection[str], *, decoupled: bool = False) -> str | None:
    """The class whose settings and state these are; ``None`` when none is near.

    ``decoupled`` tells AdamW from Adam; a checkpoint too old to say is of ``Adam or AdamW``.
    """
    own = {*settings} - _ANY - _SCHEDULED
    scores = {
        name: 4 * len(wanted - own - _LATE)
        + len(wanted & _LATE - own)
        + 2 * len(own - wanted)
        + 4 * bool({*state} - {*STATE[name]})
        for name, wanted in _settings().items()
    }
    best = min(scores.values())
    if best > _FAR:
        return None
    if "decoupled_weight_decay" in own and scores["Adam"] == best:
        return "AdamW" if decoupled else "Adam"
    return " or ".join(name for name, score in scores.items() if score == best)


@cache
def _settings() -> dict[str, set[str]]:
    """The settings of each class, from its signature: building one would import the compiler."""
    classes = {name: getattr(torch.optim, name, None) or getattr(optim, name) for name in STATE}
    found = {name: {*signature(made).parameters} - _ANY for name, made in classes.items()}
    found["AdamW"].add("decoupled_weight_decay")
    return found
