"""trunc_normal_: bounds are numbers, not multiples of the standard deviation."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="a and b are absolute: at std 0.02 the default bounds of 2 lie 100 deviations out.",
    topic="initialisation",
    knobs={
        "std": Knob(0.02, low=0.001, high=5.0),
        "bound": Knob(2.0, low=0.01, high=10.0, help="a is minus this, b is this"),
        "samples": Knob(50000, low=1000, high=200000),
    },
    measures={
        "largest": "largest absolute number drawn",
        "within": "are all within the bounds",
        "deviations": "the largest in standard deviations, to one place",
        "std_kept": "standard deviation of what was drawn over std, to two places",
    },
    source="torch.nn.init.trunc_normal_",
)
def trunc_normal_bounds(bench: Bench, std: float, bound: float, samples: int) -> None:
    torch.manual_seed(bench.seed)
    drawn = torch.empty(samples, dtype=bench.dtype, device=bench.device)
    nn.init.trunc_normal_(drawn, std=std, a=-bound, b=bound)
    largest = drawn.abs().max().item()
    bench.measure("largest", largest)
    bench.measure("within", largest <= bound)
    bench.measure("deviations", round(largest / std, 1))
    bench.measure("std_kept", round(drawn.std().item() / std, 2))
