"""A live optimizer taken apart: groups, state, defaults, and what it is not."""

from typing import Any

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="An optimizer is a list of group dicts, a dict of state keyed by tensor, and defaults.",
    topic="inside an optimizer",
    knobs={
        "opt": Knob("Adam", choices=("SGD", "Adam", "AdamW")),
        "layers": Knob(2, low=1, high=10, help="Linear layers: a weight and a bias each"),
        "steps": Knob(1, low=0, high=20),
    },
    measures={
        "groups": "len(optimizer.param_groups)",
        "tensors": "how many tensors the groups hold together",
        "group_type": "the type of one element of param_groups",
        "group_keys": "the keys of a group",
        "default_keys": "the keys of optimizer.defaults",
        "drawers": "the attributes that hold groups, what is kept per tensor, and fallbacks",
        "states": "len(optimizer.state)",
        "state_key": "the type of a key of optimizer.state, none if it is empty",
        "step_type": "the type of state['step'], none if there is none",
        "same_tensor": "is the tensor in the group the very parameter of the model",
        "is_module": "is an optimizer a torch.nn.Module",
        "subscript": "what optimizer['state'] raises",
        "lr_attribute": "what optimizer.lr raises",
    },
    source="torch.optim.Optimizer.__init__",
)
def optimizer_anatomy(bench: Bench, opt: str, layers: int, steps: int) -> None:
    model = nn.Sequential(*(nn.Linear(1, 1) for _ in range(layers))).to(bench.device, bench.dtype)
    optimizer = getattr(bench.optim, opt)(model.parameters(), lr=0.1)
    for _ in range(steps):
        torch.stack([p.sum() for p in model.parameters()]).sum().backward()
        optimizer.step()
    group = optimizer.param_groups[0]
    state: dict[str, Any] = next(iter(optimizer.state.values()), {})
    bench.measure("groups", len(optimizer.param_groups))
    bench.measure("tensors", sum(len(one["params"]) for one in optimizer.param_groups))
    bench.measure("group_type", type(group).__name__)
    bench.measure("group_keys", list(group))
    bench.measure("default_keys", list(optimizer.defaults))
    bench.measure("states", len(optimizer.state))
    bench.measure("drawers", _drawers(optimizer, group["params"][0]))
    keys = [type(key).__name__ for key in optimizer.state]
    bench.measure("state_key", keys[0] if keys else "none")
    bench.measure("step_type", type(state["step"]).__name__ if "step" in state else "none")
    bench.measure("same_tensor", group["params"][0] is model[0].weight)
    bench.measure("is_module", isinstance(optimizer, nn.Module))
    bench.measure("subscript", bench.raises(lambda: optimizer["state"]))
    bench.measure("lr_attribute", bench.raises(lambda: optimizer.lr))


def _drawers(optimizer: torch.optim.Optimizer, param: torch.Tensor) -> list[str]:
    """The attributes told by what is in them: a list of groups; tensors as keys; a plain lr."""
    public = {name: value for name, value in vars(optimizer).items() if name[0] != "_"}
    groups = [name for name, value in public.items() if isinstance(value, list)]
    dicts = {name: value for name, value in public.items() if isinstance(value, dict)}
    kept = [name for name, value in dicts.items() if param in value]
    fallbacks = [name for name, value in dicts.items() if "lr" in value]
    return [*groups, *kept, *fallbacks]
