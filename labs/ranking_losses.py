"""Losses of pairs and triplets: torch's module beside its formula, and where they are flat."""

import torch
from torch import Tensor, nn
from torch.nn.functional import cosine_similarity, pairwise_distance

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Past the margin these losses are 0 and so is their gradient: nothing moves any more.",
    topic="losses",
    knobs={
        "loss": Knob("TripletMarginLoss", choices=("MarginRankingLoss", "HingeEmbeddingLoss",
            "CosineEmbeddingLoss", "TripletMarginLoss")),
        "margin": Knob(0.5, low=0.1, high=1.0),
        "steps": Knob(50, low=1, high=200, help="of SGD with lr 0.2"),
    },
    measures={
        "loss": "what torch's module gives at the start",
        "formula": "what the formula gives",
        "gap": "difference between the two",
        "end": "the loss after the steps",
        "still_moving": "how far the last step moved",
    },
    series={"loss": "the loss before each step"},
    source="torch.nn: loss functions",
)  # fmt: skip
def ranking_losses(bench: Bench, loss: str, margin: float, steps: int) -> None:
    a = bench.param([[0.3, 0.9], [-0.2, 0.4]])
    b = torch.tensor([[0.5, -0.1], [0.6, 0.7]], dtype=bench.dtype, device=bench.device)
    c = torch.tensor([[0.2, 0.8], [-1.0, 0.3]], dtype=bench.dtype, device=bench.device)
    sign = torch.tensor([1.0, -1.0], dtype=bench.dtype, device=bench.device)
    module = getattr(nn, loss)(margin=margin)
    given = {
        "MarginRankingLoss": (a[:, 0], b[:, 0], sign),
        "HingeEmbeddingLoss": (a.norm(dim=1), sign),
        "CosineEmbeddingLoss": (a, b, sign),
        "TripletMarginLoss": (a, b, c),
    }[loss]
    bench.measure("loss", module(*given))
    bench.measure("formula", formula(loss, a, b, c, sign, margin))
    bench.measure("gap", (module(*given) - formula(loss, a, b, c, sign, margin)).abs())
    optimizer = bench.optim.SGD([a], lr=0.2)
    for step in range(steps):
        optimizer.zero_grad()
        total = formula(loss, a, b, c, sign, margin)
        total.backward()
        before = a.detach().clone()
        bench.point("loss", step, total)
        optimizer.step()
    bench.measure("end", formula(loss, a, b, c, sign, margin))
    bench.measure("still_moving", (a - before).norm())


def formula(loss: str, a: Tensor, b: Tensor, c: Tensor, sign: Tensor, margin: float) -> Tensor:
    """The mean over the rows; ``sign`` is 1 for alike (or a first), -1 for apart."""
    if loss == "MarginRankingLoss":
        return (margin - sign * (a - b)[:, 0]).clamp(min=0).mean()
    if loss == "HingeEmbeddingLoss":
        x = a.norm(dim=1)  # a distance, which the loss takes as its input
        return torch.where(sign > 0, x, (margin - x).clamp(min=0)).mean()
    if loss == "CosineEmbeddingLoss":
        cos = cosine_similarity(a, b)
        return torch.where(sign > 0, 1 - cos, (cos - margin).clamp(min=0)).mean()
    return (pairwise_distance(a, b) - pairwise_distance(a, c) + margin).clamp(min=0).mean()
