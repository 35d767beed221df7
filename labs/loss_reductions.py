"""Reductions: what mean and sum do to the gradient, and why none alone cannot go backward."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="sum has n times mean's gradient; with class weights, mean divides by their sum.",
    topic="losses",
    knobs={
        "samples": Knob(8, low=2, high=64),
        "weight": Knob(1.0, low=0.1, high=10.0, help="of class 1; class 0 has 1"),
    },
    measures={
        "times": "gradient with sum over gradient with mean",
        "divisor": "sum over mean, of the loss itself",
        "moved": "how far one step with sum goes, over one with mean, at the same lr",
        "none_shape": "shape of the loss with reduction none",
        "none_raises": "what backward() on it raises",
    },
    source="torch.nn.CrossEntropyLoss: reduction, weight",
)
def loss_reductions(bench: Bench, samples: int, weight: float) -> None:
    torch.manual_seed(bench.seed)
    data = torch.randn(samples, 3, dtype=bench.dtype, device=bench.device)
    labels = torch.arange(samples, device=bench.device) % 2
    weights = bench.param([1.0, weight]).detach()
    grads, losses, moved = {}, {}, {}
    for reduction in ("mean", "sum"):
        w = bench.param([[0.1, 0.2], [0.3, -0.1], [0.0, 0.5]])
        start = w.detach().clone()
        loss = nn.CrossEntropyLoss(weights, reduction=reduction)(data @ w, labels)
        loss.backward()
        bench.optim.SGD([w], lr=0.01).step()
        assert w.grad is not None
        grads[reduction], losses[reduction] = w.grad.norm(), loss
        moved[reduction] = (w - start).norm()
    bench.measure("times", round((grads["sum"] / grads["mean"]).item(), 3))
    bench.measure("divisor", round((losses["sum"] / losses["mean"]).item(), 3))
    bench.measure("moved", round((moved["sum"] / moved["mean"]).item(), 2))
    each = nn.CrossEntropyLoss(weights, reduction="none")(data @ w, labels)
    bench.measure("none_shape", list(each.shape))
    bench.measure("none_raises", bench.raises(each.backward))
