"""The optimizer holds the model's own tensors: what keeps that bond, and what breaks it."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The group holds references; replacing a Parameter after construction orphans them.",
    topic="inside an optimizer",
    knobs={
        "change": Knob(
            "nothing", choices=("nothing", "load_state_dict", "half", "new_parameter", "new_layer")
        )
    },
    measures={
        "same": "is the tensor in the group still the model's weight",
        "moved": "did the model's weight move in the next backward() + step()",
    },
    source="torch.optim: constructing it",
)
def shared_tensor_identity(bench: Bench, change: str) -> None:
    model = nn.Sequential(nn.Linear(1, 1, bias=False)).to(bench.device, bench.dtype)
    optimizer = bench.optim.SGD(model.parameters(), lr=0.1)
    if change == "load_state_dict":
        model.load_state_dict({"0.weight": torch.full((1, 1), 5.0)})
    if change == "half":
        model.half()
    if change == "new_parameter":
        model[0].weight = nn.Parameter(torch.ones(1, 1))
    if change == "new_layer":
        model[0] = nn.Linear(1, 1, bias=False)
    model.to(bench.device)
    weight = next(model.parameters())
    before = weight.item()
    weight.sum().backward()
    optimizer.step()
    bench.measure("same", optimizer.param_groups[0]["params"][0] is weight)
    bench.measure("moved", weight.item() != before)
