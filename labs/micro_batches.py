"""Gradient accumulation: several small backward passes against one big batch."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Accumulation is a sum: k mean losses add up to k times the gradient of the big batch.",
    topic="training loop",
    knobs={
        "parts": Knob(4, low=1, high=8, help="micro-batches that the batch is cut into"),
        "divide": Knob(False, help="divide each micro-batch loss by the number of parts"),
    },
    measures={
        "times": "accumulated gradient over the gradient of the whole batch",
        "moved": "how far SGD at lr 0.1 goes, relative to the whole batch",
    },
    source="torch.Tensor.backward",
)
def micro_batches(bench: Bench, parts: int, divide: bool) -> None:
    torch.manual_seed(bench.seed)
    data = torch.rand(840, 1, dtype=bench.dtype, device=bench.device)  # 840 divides by 1 to 8
    whole, pieces = bench.param([1.0]), bench.param([1.0])
    (data * whole).pow(2).mean().backward()
    for part in data.chunk(parts):
        loss = (part * pieces).pow(2).mean()
        (loss / parts if divide else loss).backward()
    assert whole.grad is not None
    assert pieces.grad is not None
    bench.measure("times", (pieces.grad / whole.grad).item())
    for param in (whole, pieces):
        bench.optim.SGD([param], lr=0.1).step()
    bench.measure("moved", ((1 - pieces) / (1 - whole)).item())
