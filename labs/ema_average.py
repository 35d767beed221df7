"""An exponential moving average of the weights: how long it remembers where they were."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="After a jump the average covers 1 - decay^n of it in n updates; the first is a copy.",
    topic="averages of weights",
    knobs={
        "decay": Knob(0.9, low=0.0, high=0.999),
        "updates": Knob(10, low=1, high=200, help="after the weight has jumped from 0 to 1"),
        "multi": Knob(True, help="get_ema_multi_avg_fn, for all tensors at once"),
    },
    measures={
        "first": "the average after its first update, with the weight still at 0",
        "covered": "how much of the jump the average has made",
        "formula": "1 - decay to the power of the updates",
        "gap": "difference between the two, rounded to 4 places",
    },
    series={"average": "the average after each update", "formula": "1 - decay^n"},
    source="torch.optim.swa_utils.get_ema_multi_avg_fn",
)
def ema_average(bench: Bench, decay: float, updates: int, multi: bool) -> None:
    model = torch.nn.Linear(1, 1, bias=False, device=bench.device, dtype=bench.dtype)
    model.weight.data.zero_()
    of = bench.optim.swa_utils
    kept = {"multi_avg_fn": of.get_ema_multi_avg_fn(decay)} if multi else {}
    average = of.AveragedModel(model, **(kept or {"avg_fn": of.get_ema_avg_fn(decay)}))
    average.update_parameters(model)
    bench.measure("first", average.module.weight.item())
    # One step of SGD that takes the weight to 1, where it stays.
    optimizer = bench.optim.SGD(model.parameters(), lr=1.0)
    model.weight.grad = -torch.ones_like(model.weight)
    optimizer.step()
    for n in range(1, updates + 1):
        average.update_parameters(model)
        bench.point("average", n, average.module.weight)
        bench.point("formula", n, 1 - decay**n)
    covered = average.module.weight.item()
    bench.measure("covered", covered)
    bench.measure("formula", 1 - decay**updates)
    bench.measure("gap", round(abs(covered - (1 - decay**updates)), 4))
