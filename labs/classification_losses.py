"""Losses of scores against classes: torch's module beside its formula, written out."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from quizapp.lab.bench import Bench, Knob, lab

# x: two samples of three scores; y: their classes as ones among zeros; each loss wants its own.
FORMULAS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "CrossEntropyLoss": lambda x, y: x.exp().sum(1).log() - (x * y).sum(1),
    "NLLLoss": lambda x, y: -(x * y).sum(1),
    "BCELoss": lambda x, y: -(y * x.log() + (1 - y) * (1 - x).log()),
    "BCEWithLogitsLoss": lambda x, y: x.clamp(min=0) - x * y + (1 + (-x.abs()).exp()).log(),
    "SoftMarginLoss": lambda x, y: (1 + (-(2 * y - 1) * x).exp()).log(),
    "MultiLabelSoftMarginLoss": lambda x, y: ((1 + x.exp()).log() - x * y).mean(1),
    "MultiMarginLoss": lambda x, y: (over(x, y) * (1 - y)).sum(1) / 3,
    "MultiLabelMarginLoss": lambda x, y: (over(x, y) * (1 - y)).sum(1) / 3,
    "KLDivLoss": lambda x, y: smooth(y) * (smooth(y).log() - x),
}


def over(x: Tensor, y: Tensor) -> Tensor:
    """How far each score comes within 1 of the right one's."""
    return (1 - (x * y).sum(1, keepdim=True) + x).clamp(min=0)


def smooth(y: Tensor) -> Tensor:
    return (y + 1) / 4


def inputs(loss: str, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """What the module wants: scores, probabilities or their logs; classes, or a number for each."""
    if loss in ("CrossEntropyLoss", "MultiMarginLoss"):
        return x, y.argmax(1)
    if loss == "MultiLabelMarginLoss":  # a list of classes for each sample, ended by -1
        return x, torch.nn.functional.pad(y.argmax(1, keepdim=True), (0, 2), value=-1)
    if loss in ("NLLLoss", "KLDivLoss"):
        return x.log_softmax(1), y.argmax(1) if loss == "NLLLoss" else smooth(y)
    return (x.sigmoid() if loss == "BCELoss" else x), (2 * y - 1 if loss == "SoftMarginLoss" else y)


@lab(
    claim="Each loss is its formula, a sample or an element, and the mean of those.",
    topic="losses",
    knobs={
        "loss": Knob("CrossEntropyLoss", choices=("CrossEntropyLoss", "NLLLoss", "BCELoss",
            "BCEWithLogitsLoss", "SoftMarginLoss", "MultiLabelSoftMarginLoss", "MultiMarginLoss",
            "MultiLabelMarginLoss", "KLDivLoss")),
        "reduction": Knob("mean", choices=("none", "mean", "sum")),
    },
    measures={
        "loss": "what torch's module gives",
        "formula": "what the formula gives",
        "gap": "largest difference between the two",
        "fell": "by how much 20 steps of SGD with lr 0.1 lower it (its sum)",
    },
    series={"loss": "the loss before each step (its sum, when it is not reduced)"},
    source="torch.nn: loss functions",
)  # fmt: skip
def classification_losses(bench: Bench, loss: str, reduction: str) -> None:
    module = getattr(nn, loss)(reduction=reduction)
    x = bench.param([[0.2, 1.3, -0.4], [-1.0, 0.5, 0.1]])
    y = torch.tensor([[1.0, 0, 0], [0, 0, 1.0]], dtype=bench.dtype, device=bench.device)
    each = FORMULAS[loss](inputs(loss, x, y)[0], y)
    written = {"none": each, "mean": each.mean(), "sum": each.sum()}[reduction]
    given = module(*inputs(loss, x, y))
    bench.measure("loss", given)
    bench.measure("formula", written)
    bench.measure("gap", (given - written).abs().max())
    optimizer = bench.optim.SGD([x], lr=0.1)
    for step in range(20):
        optimizer.zero_grad()
        total = module(*inputs(loss, x, y)).sum()
        total.backward()
        bench.point("loss", step, total)
        optimizer.step()
    bench.measure("fell", given.sum() - module(*inputs(loss, x, y)).sum())
