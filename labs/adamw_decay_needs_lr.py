"""AdamW with a zero gradient: how much of its weight decay depends on the learning rate."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="AdamW shrinks by 1 - lr·weight_decay a step: where lr is 0, decay stops as well.",
    topic="weight decay",
    knobs={
        "lr": Knob(0.1, low=0.0, high=1.0),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
        "steps": Knob(20, low=1, high=200),
    },
    measures={
        "end": "where the parameter ends, from 1, its gradient being zero",
        "factor": "what the first step multiplied it by",
        "predicted": "1 - lr·weight_decay",
        "without_lr": "1 - weight_decay, were lr not in it",
        "moved": "did it move at all",
    },
    series={"x": "the parameter"},
    source="torch.optim.AdamW",
)
def adamw_decay_needs_lr(bench: Bench, lr: float, weight_decay: float, steps: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.AdamW([x], lr=lr, weight_decay=weight_decay)
    for step in range(steps):
        bench.point("x", step, x)
        x.grad = torch.zeros_like(x)
        optimizer.step()
        if step == 0:
            bench.measure("factor", x.item())
    bench.point("x", steps, x)
    bench.measure("predicted", 1 - lr * weight_decay)
    bench.measure("without_lr", 1 - weight_decay)
    bench.measure("end", x.item())
    bench.measure("moved", x.item() != 1.0)
