"""Dropout in train() and eval(): what it zeroes, and what it does to those that stay."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="In training it zeroes a share p and divides the rest by 1 - p; in eval it does nothing.",
    topic="modules",
    knobs={
        "training": Knob(True, help="train() or eval()"),
        "p": Knob(0.5, low=0.0, high=0.9),
        "numbers": Knob(10000, low=100, high=100000),
    },
    measures={
        "zeroed": "share of the outputs that are 0, to two places (the inputs are all 1)",
        "kept_value": "value of those that are not",
        "mean": "mean of the outputs, to two places",
        "same_twice": "does the same input give the same output again",
        "zero_grads": "share of the inputs that get no gradient, to two places",
        "moved": "share of the inputs that a step of SGD moves, to two places",
    },
    source="torch.nn.Dropout",
)
def dropout_modes(bench: Bench, training: bool, p: float, numbers: int) -> None:
    torch.manual_seed(bench.seed)
    x = bench.param([1.0] * numbers)
    optimizer = bench.optim.SGD([x], lr=0.1)
    layer = nn.Dropout(p).train(training)
    y, again = layer(x), layer(x)
    y.sum().backward()
    assert x.grad is not None
    bench.measure("zeroed", round((y == 0).double().mean().item(), 2))
    bench.measure("kept_value", y.max())
    bench.measure("mean", round(y.mean().item(), 2))
    bench.measure("same_twice", torch.equal(y, again))
    bench.measure("zero_grads", round((x.grad == 0).double().mean().item(), 2))
    optimizer.step()
    bench.measure("moved", round((x != 1).double().mean().item(), 2))
