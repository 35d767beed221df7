"""AveragedModel: the mean of the weights along the way, beside the weights it is the mean of."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The average is the mean of the weights at its updates; training does not notice it.",
    topic="averages of weights",
    knobs={
        "start": Knob(10, low=0, high=50, help="the average begins at this step"),
        "every": Knob(1, low=1, high=10, unit="steps"),
        "steps": Knob(40, low=1, high=200),
        "noise": Knob(1.0, low=0.0, high=3.0, help="of the gradient"),
    },
    measures={
        "averaged": "the weight of the averaged model in the end (the minimum is at 0)",
        "mean": "the mean of the weights at the updates, added up by hand",
        "last": "the weight of the model itself",
        "count": "n_averaged: how many weights are in the average",
    },
    series={"weight": "the weight after each step", "average": "the averaged weight"},
    source="torch.optim.swa_utils.AveragedModel; Izmailov et al. 2018",
)
def swa_average(bench: Bench, start: int, every: int, steps: int, noise: float) -> None:
    model = torch.nn.Linear(1, 1, bias=False, device=bench.device, dtype=bench.dtype)
    model.weight.data.fill_(2.0)
    optimizer = bench.optim.SGD(model.parameters(), lr=0.3)
    average = bench.optim.swa_utils.AveragedModel(model)
    taken = []
    for step in range(steps):
        optimizer.zero_grad()
        pull = torch.randn((), dtype=bench.dtype).to(bench.device) * noise
        (0.5 * model.weight**2 + pull * model.weight).sum().backward()
        optimizer.step()
        if step >= start and (step - start) % every == 0:
            average.update_parameters(model)
            taken.append(model.weight.item())
        bench.point("weight", step, model.weight)
        bench.point("average", step, average.module.weight)
    bench.measure("averaged", average.module.weight.item())
    bench.measure("mean", sum(taken) / len(taken) if taken else 2.0)
    bench.measure("last", model.weight.item())
    bench.measure("count", average.n_averaged)
