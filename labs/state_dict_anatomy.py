"""A saved optimizer taken apart: what state_dict() holds, and how it numbers parameters."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="state_dict() numbers the tensors 0..n-1 in the order the optimizer was given them.",
    topic="state and checkpoints",
    knobs={
        "given": Knob("all", choices=("all", "weights", "reversed", "groups")),
        "steps": Knob(1, low=0, high=20),
        "named": Knob(False, help="hand over (name, parameter) pairs"),
    },
    measures={
        "keys": "the keys of state_dict()",
        "numbers": "the list under 'params' of each group",
        "state_keys": "the keys of state_dict()['state']",
        "weights": "does any tensor in the dict hold the weights themselves",
        "group_keys": "the keys of the first saved group",
        "names_bring": "keys that a group has only because names were handed over",
        "first_shape": "shape of the parameter that number 0 stands for",
    },
    source="torch.optim.Optimizer.state_dict",
)
def state_dict_anatomy(bench: Bench, given: str, steps: int, named: bool) -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1)).to(bench.device, bench.dtype)
    pairs = list(model.named_parameters())
    if given == "weights":
        pairs = [pair for pair in pairs if pair[0].endswith("weight")]
    if given == "reversed":
        pairs = pairs[::-1]
    params = pairs if named else [param for _, param in pairs]
    parts = [{"params": params[:1]}, {"params": params[1:]}] if given == "groups" else params
    optimizer = bench.optim.Adam(parts, lr=0.1)
    for _ in range(steps):
        torch.stack([p.sum() for p in model.parameters()]).sum().backward()
        optimizer.step()
    saved = optimizer.state_dict()
    bench.measure("keys", sorted(saved))
    bench.measure("numbers", [group["params"] for group in saved["param_groups"]])
    bench.measure("state_keys", list(saved["state"]))
    tensors = [one for entry in saved["state"].values() for one in entry.values()]
    ours = [param for _, param in pairs]
    same = [one.shape == p.shape and one.equal(p) for one in tensors for p in ours]
    bench.measure("weights", any(same))
    bench.measure("group_keys", list(saved["param_groups"][0]))
    nameless = bench.optim.Adam([param for _, param in pairs], lr=0.1).param_groups[0]
    brought = [key for key in saved["param_groups"][0] if key not in nameless]
    bench.measure("names_bring", ", ".join(brought))
    bench.measure("first_shape", list(optimizer.param_groups[0]["params"][0].shape))
