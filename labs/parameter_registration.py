"""What makes a tensor a parameter of its module: which attributes parameters() finds."""

from typing import Any

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Only a Parameter (or a module's) as an attribute is found; a tensor or a list is not.",
    topic="modules",
    knobs={
        "kept_as": Knob(
            "Parameter",
            choices=("Parameter", "tensor", "buffer", "list", "ParameterList", "ParameterDict"),
            help="how the module keeps its weight",
        ),
    },
    measures={
        "names": "names that named_parameters() gives",
        "in_state_dict": "names in the state_dict",
        "raised": "what SGD(module.parameters()) raises; empty when nothing",
        "moved": "how far one step of SGD at lr 0.1 moves the weight, with a gradient of 1",
    },
    source="torch.nn.Module.register_parameter",
)
def parameter_registration(bench: Bench, kept_as: str) -> None:
    weight = bench.param([1.0])
    module = nn.Module()
    if kept_as == "buffer":
        module.register_buffer("weight", weight.detach())
    else:
        kinds: dict[str, Any] = {
            "Parameter": weight,
            "tensor": weight.detach().requires_grad_(),
            "list": [weight],
            "ParameterList": nn.ParameterList([weight]),
            "ParameterDict": nn.ParameterDict({"w": weight}),
        }
        module.weight = kinds[kept_as]
    bench.measure("names", [name for name, _ in module.named_parameters()])
    bench.measure("in_state_dict", list(module.state_dict()))
    raised = bench.raises(lambda: bench.optim.SGD(module.parameters(), lr=0.1))
    bench.measure("raised", raised)
    weight.grad = torch.ones_like(weight)
    if not raised:
        bench.optim.SGD(module.parameters(), lr=0.1).step()
    bench.measure("moved", 1 - weight.item())
