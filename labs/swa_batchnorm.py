"""update_bn: an averaged model's BatchNorm statistics belong to no model until they are redone."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Averaging leaves the running statistics as they were copied; update_bn computes them.",
    topic="averages of weights",
    knobs={
        "update": Knob(True, help="call update_bn in the end"),
        "use_buffers": Knob(False, help="average the running statistics as well"),
        "steps": Knob(20, low=1, high=100),
    },
    measures={
        "mean": "running mean of the averaged model",
        "true_mean": "mean of what its BatchNorm is fed, over all the data",
        "off": "distance between the two",
        "mode": "is the averaged model in training mode after update_bn",
    },
    source="torch.optim.swa_utils.update_bn",
)
def swa_batchnorm(bench: Bench, update: bool, use_buffers: bool, steps: int) -> None:
    torch.manual_seed(bench.seed)
    data = torch.randn(16, 8, 2, dtype=bench.dtype).to(bench.device) + 3
    layers = [nn.Linear(2, 1), nn.BatchNorm1d(1), nn.Linear(1, 1)]
    model = nn.Sequential(*layers).to(bench.device, bench.dtype)
    optimizer = bench.optim.SGD(model.parameters(), lr=0.1)
    average = bench.optim.swa_utils.AveragedModel(model, use_buffers=use_buffers)
    for step in range(steps):
        batch = data[step % 16]
        optimizer.zero_grad()
        (model(batch).squeeze(1) - batch.sum(1)).square().mean().backward()
        optimizer.step()
        average.update_parameters(model)
    if update:
        bench.optim.swa_utils.update_bn(data, average)
    fed = average.module[0](data)
    mean = average.module[1].running_mean.item()
    bench.measure("mean", mean)
    bench.measure("true_mean", fed.mean())
    bench.measure("off", round(abs(mean - fed.mean().item()), 4))
    bench.measure("mode", average.module[1].training)
