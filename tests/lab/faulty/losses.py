"""Faults of losses: most lie in torch's own functions, beneath both families of optimizers."""

from __future__ import annotations

from typing import Any

from torch.nn import functional

from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import altered


def _twice(loss: Any, *args: Any, **more: Any) -> Any:
    return 2 * loss(*args, **more)


def _unweighted(loss: Any, *args: Any, **more: Any) -> Any:
    return loss(*args, **{**more, "weight": None})


def _averages_all(loss: Any, *args: Any, reduction: str, **more: Any) -> Any:
    each = loss(*args, reduction="none", **more)
    return each.mean() if reduction == "mean" else each


def _unsmoothed(loss: Any, *args: Any, **more: Any) -> Any:
    return loss(*args, **{**more, "label_smoothing": 0.0})


def _scaled_back(loss: Any, *args: Any, delta: float) -> Any:
    return loss(*args, delta=delta) / delta


def _wrong(lab: str, measure: str, name: str, alter: Any, **given: object) -> Fault:
    return Fault(lab, measure, plant=altered(functional, name, alter), beneath=True, given=given)


FAULTS = (
    _wrong("regression_losses", "gap", "mse_loss", _twice),
    mutant("regression_losses", "fell", "sgd-ascends", loss="HuberLoss"),
    _wrong("classification_losses", "gap", "cross_entropy", _twice),
    mutant("classification_losses", "fell", "sgd-ascends", loss="BCELoss"),
    _wrong("ranking_losses", "gap", "triplet_margin_loss", _twice),
    mutant("ranking_losses", "end", "sgd-ascends"),
    _wrong("ctc_paths", "gap", "ctc_loss", _twice),
    _wrong("loss_reductions", "divisor", "cross_entropy", _unweighted, weight=10.0),
    Fault("bce_stability", "grad_after_sigmoid", wrong={"score": -1.0}),
    mutant("bce_stability", "moved", "sgd-ascends", score=-2.0),
    Fault("cross_entropy_parts", "end", wrong={"fed": "softmax"}),
    _wrong("ignore_index", "loss", "cross_entropy", _averages_all),
    _wrong("label_smoothing", "gap", "cross_entropy", _unsmoothed),
    Fault("kl_div_input", "equal", wrong={"fed": "softmax"}),
    _wrong("huber_and_smooth_l1", "ratio", "huber_loss", _scaled_back),
)
