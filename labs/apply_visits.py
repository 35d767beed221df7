"""Module.apply: which modules the function sees, in which order, and what it may change."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="apply visits children before their parent, the root last, and changes weights in place.",
    topic="initialisation",
    knobs={
        "value": Knob(0.5, low=-1.0, high=1.0, help="what each Linear's weight is filled with"),
        "steps": Knob(1, low=0, high=10, help="of SGD by an optimizer built before apply"),
    },
    measures={
        "order": "classes in the order in which they were visited",
        "filled": "do all Linear weights have the value after apply",
        "others": "did apply leave the BatchNorm weights alone",
        "same_tensors": "are the parameters the tensors that the optimizer got before",
        "moved": "how far the optimizer moves the first weight afterwards",
    },
    source="torch.nn.Module.apply",
)
def apply_visits(bench: Bench, value: float, steps: int) -> None:
    norm = nn.BatchNorm1d(3)
    inner = nn.Sequential(nn.Linear(2, 3), norm)
    model = nn.Sequential(inner, nn.ReLU(), nn.Linear(3, 1)).to(bench.device, bench.dtype)
    optimizer = bench.optim.SGD(model.parameters(), lr=0.1)
    seen = []

    def visit(module: nn.Module) -> None:
        seen.append(type(module).__name__)
        if isinstance(module, nn.Linear):
            nn.init.constant_(module.weight, value)

    model.apply(visit)
    given = [id(p) for group in optimizer.param_groups for p in group["params"]]
    weights = [m.weight for m in model.modules() if isinstance(m, nn.Linear)]
    bench.measure("order", seen)
    bench.measure("filled", all(bool((w == value).all()) for w in weights))
    bench.measure("others", norm.weight.tolist() == [1, 1, 1])
    bench.measure("same_tensors", given == [id(p) for p in model.parameters()])
    before = weights[0].detach().clone()
    for _ in range(steps):
        for p in model.parameters():
            p.grad = torch.ones_like(p)
        optimizer.step()
    bench.measure("moved", (weights[0] - before).abs().max())
