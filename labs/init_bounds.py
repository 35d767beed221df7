"""Each initialiser's formula: the bound of a uniform, the standard deviation of a normal."""

from math import sqrt

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Xavier divides by fan_in + fan_out, Kaiming by fan_in; a uniform ends at sqrt(3) std.",
    topic="initialisation",
    knobs={
        "init": Knob(
            "xavier_uniform",
            choices=("xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal"),
        ),
        "fan_in": Knob(300, low=50, high=1000),
        "fan_out": Knob(100, low=50, high=1000),
        "gain": Knob(1.0, low=0.1, high=5.0, help="of Xavier; Kaiming has sqrt(2), for ReLU"),
    },
    measures={
        "std": "standard deviation of the weights",
        "formula": "what the formula says it should be",
        "ratio": "the first over the second, to two places",
        "largest": "largest absolute weight",
        "bound": "the bound of a uniform: sqrt(3) of the formula's deviation; 0 for a normal",
        "within": "are all within the bound",
    },
    source="torch.nn.init",
)
def init_bounds(bench: Bench, init: str, fan_in: int, fan_out: int, gain: float) -> None:
    torch.manual_seed(bench.seed)
    weight = torch.empty(fan_out, fan_in, dtype=bench.dtype, device=bench.device)
    fill = getattr(nn.init, f"{init}_")
    if init.startswith("xavier"):
        fill(weight, gain=gain)
        formula = gain * sqrt(2 / (fan_in + fan_out))
    else:
        fill(weight, nonlinearity="relu")
        formula = sqrt(2 / fan_in)
    bound = sqrt(3) * formula if init.endswith("uniform") else 0.0
    bench.measure("std", weight.std())
    bench.measure("formula", formula)
    bench.measure("ratio", round(weight.std().item() / formula, 2))
    bench.measure("largest", weight.abs().max())
    bench.measure("bound", bound)
    bench.measure("within", bool(weight.abs().max() <= bound * (1 + 1e-6)))
