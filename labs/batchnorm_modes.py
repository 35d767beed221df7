"""BatchNorm: whose mean it subtracts, and how its running statistics follow the data."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="train() uses the batch and moves the running mean; eval() uses that mean and keeps it.",
    topic="modules",
    knobs={
        "training": Knob(True, help="the mode of the last batch; all before are in train()"),
        "momentum": Knob(0.1, low=0.01, high=1.0, help="the weight of a new batch"),
        "batches": Knob(10, low=1, high=100, help="with a mean of 5, before the last one"),
    },
    measures={
        "running_mean": "after those batches, from 0",
        "formula": "mean of each batch gathered by (1 - momentum) old + momentum new",
        "output_mean": "mean of what comes out for the last batch, to three places",
        "changed": "did the last batch change the running mean",
        "parameters": "names of what the optimizer gets",
        "after_step": "the running mean after a step of SGD: is it as before",
    },
    series={"running mean": "after each batch"},
    source="torch.nn.BatchNorm1d",
)
def batchnorm_modes(bench: Bench, training: bool, momentum: float, batches: int) -> None:
    torch.manual_seed(bench.seed)
    norm: nn.Module = nn.BatchNorm1d(1, momentum=momentum).to(bench.device, bench.dtype)
    mean = norm.get_buffer("running_mean")
    optimizer = bench.optim.SGD(norm.parameters(), lr=0.1)
    formula = 0.0
    for n in range(1, batches + 1):
        batch = torch.randn(32, 1, dtype=bench.dtype).to(bench.device) + 5
        norm(batch)
        formula = (1 - momentum) * formula + momentum * batch.mean().item()
        bench.point("running mean", n, mean)
    before = mean.clone()
    bench.measure("running_mean", before.item())
    bench.measure("formula", formula)
    y = norm.train(training)(torch.randn(32, 1, dtype=bench.dtype).to(bench.device) + 5)
    bench.measure("output_mean", round(y.mean().item(), 3) + 0.0)
    bench.measure("changed", not torch.equal(before, mean))
    bench.measure("parameters", [name for name, _ in norm.named_parameters()])
    after = mean.clone()
    y.square().sum().backward()
    optimizer.step()
    bench.measure("after_step", torch.equal(after, mean))
