"""Micro-batches of unequal size: what dividing mean losses by their number gets wrong."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Uneven parts: only sum losses over the whole count give the gradient of the big batch.",
    topic="training loop",
    knobs={
        "loss": Knob(
            "mean_over_parts",
            choices=("mean_over_parts", "sum_over_samples", "sum"),
            help="mean / number of parts, sum / number of samples, or the plain sum",
        ),
        "last": Knob(1, low=1, high=8, help="samples in the last of four parts; the others have 8"),
    },
    measures={
        "off": "relative distance of the accumulated gradient from that of the whole batch",
        "times": "size of the accumulated gradient over that of the whole batch",
        "weight_of_last": "weight of a sample of the last part, over that of another one",
        "moved": "how far one step of SGD goes, over a step with the whole batch",
    },
    source="torch.Tensor.backward: gradients add up",
)
def uneven_micro_batches(bench: Bench, loss: str, last: int) -> None:
    torch.manual_seed(bench.seed)
    samples = 24 + last
    data = torch.randn(samples, 3, dtype=bench.dtype).to(bench.device)
    whole, parts = bench.param([1.0, -1.0, 0.5]), bench.param([1.0, -1.0, 0.5])
    (data @ whole).square().mean().backward()
    for part in data.split(8):
        each = (part @ parts).square()
        value = {"mean_over_parts": each.mean() / 4, "sum_over_samples": each.sum() / samples}
        value.get(loss, each.sum()).backward()
    assert whole.grad is not None
    assert parts.grad is not None
    bench.measure("off", round(((parts.grad - whole.grad).norm() / whole.grad.norm()).item(), 4))
    bench.measure("times", round((parts.grad.norm() / whole.grad.norm()).item(), 4))
    bench.measure("weight_of_last", 8 / last if loss == "mean_over_parts" else 1.0)
    start = whole.detach().clone()
    for param in (whole, parts):
        bench.optim.SGD([param], lr=0.1).step()
    bench.measure("moved", round(((parts - start).norm() / (whole - start).norm()).item(), 4))
