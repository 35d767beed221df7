"""fully_shard: which part of a parameter, and of its optimizer state, each process holds."""

from typing import Any

import torch
from torch import nn
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Parameters are cut by rows, state is cut like its parameter, and the weights come out.",
    topic="several processes",
    knobs={
        "opt": Knob("AdamW", choices=("SGD", "Adam", "AdamW")),
        "steps": Knob(3, low=1, high=20),
        "reshard": Knob(True, help="give the whole parameters away again after the forward pass"),
        "processes": Knob(2, low=2, high=4, help="torchrun's own number counts where it starts it"),
    },
    measures={
        "whole": "shape of the weight",
        "part": "shape of what each process holds of it",
        "state": "shape of what each process holds of its state (the momentum or the mean)",
        "step_is_sharded": "is the step counter of Adam cut as well, in each process",
        "difference": "largest distance of a weight from training in one process",
    },
    source="torch.distributed.fsdp.fully_shard",
    seconds=60.0,
)
def fsdp2(bench: Bench, opt: str, steps: int, reshard: bool, processes: int) -> None:
    told = bench.together(train, processes, opt, steps, reshard)
    bench.measure("whole", told[0]["whole"])
    for name in ("part", "state", "step_is_sharded"):
        bench.measure(name, [each[name] for each in told])
    # Summed in another order than in one process: rounding, and no more.
    bench.measure("difference", round(max(each["apart"] for each in told), 4))


def train(bench: Bench, opt: str, steps: int, reshard: bool) -> dict[str, Any]:
    """In each process: the same data everywhere, so that one process alone ends there too."""
    kinds: dict[str, Any] = {"device": bench.device, "dtype": bench.dtype}
    more = {"momentum": 0.9} if opt == "SGD" else {}
    ends: list[torch.Tensor] = []
    for shard in (False, True):
        torch.manual_seed(bench.seed)
        model = nn.Linear(6, 4, **kinds)
        if shard:
            fully_shard(model, reshard_after_forward=reshard)
        optimizer = getattr(bench.optim, opt)(model.parameters(), lr=0.01, **more)
        for _ in range(steps):
            optimizer.zero_grad()
            model(torch.randn(8, 6, **kinds)).square().mean().backward()
            optimizer.step()
        weight: Any = model.weight
        ends.append(weight.full_tensor() if shard else weight.detach())
    state = optimizer.state[weight]
    kept = state["momentum_buffer" if opt == "SGD" else "exp_avg"]
    return {
        "whole": list(weight.shape),
        "part": list(weight.to_local().shape),
        "state": list(kept.to_local().shape),
        "step_is_sharded": isinstance(state.get("step"), DTensor),
        "apart": (ends[0] - ends[1]).abs().max().item(),
    }
