"""Losses of numbers against numbers: torch's module beside its formula, written out."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from quizapp.lab.bench import Bench, Knob, lab

# With d = |x - y|; torch's defaults for what the losses are bent or shifted by.
LOSSES: dict[str, tuple[Callable[..., nn.Module], Callable[[Tensor, Tensor], Tensor]]] = {
    "MSELoss": (nn.MSELoss, lambda x, y: (x - y) ** 2),
    "L1Loss": (nn.L1Loss, lambda x, y: (x - y).abs()),
    "SmoothL1Loss": (nn.SmoothL1Loss, lambda x, y: bent((x - y).abs())),
    "HuberLoss": (nn.HuberLoss, lambda x, y: bent((x - y).abs())),
    "PoissonNLLLoss": (nn.PoissonNLLLoss, lambda x, y: x.exp() - y * x),
}


def bent(d: Tensor) -> Tensor:
    """A parabola up to 1, a line from there on."""
    return torch.where(d < 1, d**2 / 2, d - 0.5)


@lab(
    claim="Each loss is its formula an element, then the mean of them, their sum, or neither.",
    topic="losses",
    knobs={
        "loss": Knob("MSELoss", choices=(
            "MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "PoissonNLLLoss")),
        "reduction": Knob("mean", choices=("none", "mean", "sum")),
        "steps": Knob(20, low=1, high=100, help="of SGD with lr 0.05 down this loss"),
    },
    measures={
        "loss": "what torch's module gives",
        "formula": "what the formula gives",
        "gap": "largest difference between the two",
        "fell": "by how much the (summed) loss fell over the steps",
    },
    series={"loss": "the loss before each step (its sum, when it is not reduced)"},
    source="torch.nn: loss functions",
)  # fmt: skip
def regression_losses(bench: Bench, loss: str, reduction: str, steps: int) -> None:
    kind, formula = LOSSES[loss]
    module = kind(reduction=reduction)
    x = bench.param([0.3, -2.0, 1.5, 0.9])
    y = torch.tensor([1.0, 0.0, 1.0, 2.0], dtype=bench.dtype, device=bench.device)
    given, each = module(x, y), formula(x, y)
    written = {"none": each, "mean": each.sum() / each.numel(), "sum": each.sum()}[reduction]
    bench.measure("loss", given)
    bench.measure("formula", written)
    bench.measure("gap", (given - written).abs().max())
    optimizer = bench.optim.SGD([x], lr=0.05)
    for step in range(steps):
        optimizer.zero_grad()
        total = module(x, y).sum()
        total.backward()
        bench.point("loss", step, total)
        optimizer.step()
    bench.measure("fell", given.sum() - module(x, y).sum())
