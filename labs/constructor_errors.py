"""What may be handed to an optimizer as its parameters, and how it refuses the rest."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="An optimizer wants a non-empty iterable of leaf tensors, or of dicts that hold them.",
    topic="inside an optimizer",
    knobs={
        "given": Knob(
            "generator",
            choices=(
                "generator",
                "plain_tensor_list",
                "no_grad_tensor_list",
                "set",
                "bare_tensor",
                "empty_list",
                "set_in_group",
                "non_leaf",
                "module",
                "numbers",
            ),
        )
    },
    measures={
        "raised": "what the constructor raised, empty if it accepted",
        "moved": "did step() then move a tensor (false if refused)",
        "lr": "the lr it runs with, none having been given (none if refused)",
    },
    source="torch.optim.Optimizer.__init__",
)
def constructor_errors(bench: Bench, given: str) -> None:
    x = bench.param([1.0])
    plain = torch.ones(1, dtype=bench.dtype, device=bench.device)
    leaf = plain.clone().requires_grad_()
    things: dict[str, object] = {
        "generator": (one for one in [x]),
        "plain_tensor_list": [leaf],
        "no_grad_tensor_list": [plain],
        "set": {x},
        "bare_tensor": x,
        "empty_list": [],
        "set_in_group": [{"params": {x}}],
        "non_leaf": [x * 2],
        "module": nn.Linear(1, 1),
        "numbers": [1.0],
    }
    built: list[torch.optim.Optimizer] = []
    raised = bench.raises(lambda: built.append(bench.optim.SGD(things[given])))
    (x + leaf).sum().backward()
    for optimizer in built:
        optimizer.step()
    bench.measure("raised", raised)
    bench.measure("moved", x.item() != 1.0 or leaf.item() != 1.0)
    bench.measure("lr", built[0].param_groups[0]["lr"] if built else "none")
