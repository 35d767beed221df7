"""calculate_gain: how much an activation shrinks a signal, and the gain that makes up for it."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="ReLU's gain is sqrt(2), for it halves the mean square; tanh's 5/3 is a convention.",
    topic="initialisation",
    knobs={
        "activation": Knob("relu", choices=("linear", "relu", "leaky_relu", "tanh", "sigmoid")),
        "slope": Knob(0.01, low=0.0, high=1.0, help="of leaky_relu below 0"),
        "samples": Knob(200000, low=10000, high=500000),
    },
    measures={
        "gain": "what calculate_gain gives",
        "measured": "1 / root mean square of the activation, of standard normal numbers",
        "ratio": "the first over the second, to two places: 1 where the gain makes up exactly",
    },
    source="torch.nn.init.calculate_gain",
)
def gain_values(bench: Bench, activation: str, slope: float, samples: int) -> None:
    torch.manual_seed(bench.seed)
    x = torch.randn(samples, dtype=bench.dtype).to(bench.device)
    if activation == "leaky_relu":
        gain = nn.init.calculate_gain("leaky_relu", slope)
        y = nn.functional.leaky_relu(x, slope)
    else:
        gain = nn.init.calculate_gain(activation)  # type: ignore[arg-type]
        y = x if activation == "linear" else getattr(torch, activation)(x)
    measured = 1 / y.square().mean().sqrt().item()
    bench.measure("gain", gain)
    bench.measure("measured", measured)
    bench.measure("ratio", round(gain / measured, 2))
