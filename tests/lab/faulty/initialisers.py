"""Faults of initialisers, planted in torch, beneath both families of optimizers."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from tests.lab.faulty.fault import Fault
from tests.lab.faulty.plants import altered


def _twice_as_wide(fill: Any, weight: Tensor, gain: float) -> Tensor:
    return fill(weight, gain=2 * gain)  # type: ignore[no-any-return]


def _any_matrix(_: Any, weight: Tensor, gain: float) -> Tensor:
    return nn.init.normal_(weight, std=gain)


def _in_deviations(fill: Any, weight: Tensor, std: float, a: float, b: float) -> Tensor:
    return fill(weight, std=std, a=a * std, b=b * std)  # type: ignore[no-any-return]


def _root_first(_: Any, module: nn.Module, visit: Any) -> nn.Module:
    for each in module.modules():
        visit(each)
    return module


def _wrong(lab: str, measure: str, name: str, alter: Any) -> Fault:
    return Fault(lab, measure, plant=altered(nn.init, name, alter), beneath=True)


FAULTS = (
    Fault("init_variance", "last", wrong={"init": "normal"}),
    _wrong("init_bounds", "ratio", "xavier_uniform_", _twice_as_wide),
    _wrong("gain_values", "ratio", "calculate_gain", lambda gain, name: 2 * gain(name)),
    _wrong("init_structure", "largest", "orthogonal_", _any_matrix),
    _wrong("trunc_normal_bounds", "deviations", "trunc_normal_", _in_deviations),
    Fault("apply_visits", "order", plant=altered(nn.Module, "apply", _root_first), beneath=True),
)
