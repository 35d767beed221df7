"""ZeroRedundancyOptimizer: how much optimizer state each process keeps, and what it changes."""

from functools import partial
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.optim import ZeroRedundancyOptimizer
from torch.nn.parallel import DistributedDataParallel

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Each process keeps the state of its share of the parameters; training stays the same.",
    topic="several processes",
    knobs={
        "opt": Knob("Adam", choices=("SGD", "AdamW", "Adam")),
        "steps": Knob(3, low=1, high=20),
        "processes": Knob(2, low=2, high=4, help="torchrun's own number counts where it starts it"),
    },
    measures={
        "state": "numbers that each process keeps in its optimizer state, step counters aside",
        "share": "the largest of them over what one process alone would keep",
        "difference": "largest distance of a weight from training with the plain optimizer",
    },
    source="torch.distributed.optim.ZeroRedundancyOptimizer; Rajbhandari et al. 2020",
    seconds=60.0,
)
def zero_redundancy(bench: Bench, opt: str, steps: int, processes: int) -> None:
    told = bench.together(train, processes, opt, steps)
    bench.measure("state", [sharded for sharded, _, _ in told])
    bench.measure("share", max(sharded for sharded, _, _ in told) / max(told[0][1], 1))
    bench.measure("difference", max(apart for _, _, apart in told))


def train(bench: Bench, opt: str, steps: int) -> list[Any]:
    """In each process: numbers of state with and without sharding, and how far weights differ."""
    kind = getattr(bench.optim, opt)
    more: dict[str, Any] = {"momentum": 0.9} if opt == "SGD" else {}
    kept, ends = [], []
    for shard in (True, False):
        torch.manual_seed(bench.seed)  # the same network everywhere
        layers = [nn.Linear(4, 4, device=bench.device, dtype=bench.dtype) for _ in range(8)]
        model = DistributedDataParallel(nn.Sequential(*layers))
        make = partial(ZeroRedundancyOptimizer, optimizer_class=kind) if shard else kind
        optimizer = make(model.parameters(), lr=0.1, **more)
        torch.manual_seed(bench.seed + 1 + dist.get_rank())  # data of one's own
        for _ in range(steps):
            optimizer.zero_grad()
            data = torch.randn(8, 4, device=bench.device, dtype=bench.dtype)
            model(data).square().mean().backward()
            optimizer.step()
        local = optimizer.optim if shard else optimizer
        state = [t for slots in local.state.values() for t in slots.values() if torch.is_tensor(t)]
        kept.append(sum(t.numel() for t in state if t.dim()))
        ends.append(nn.utils.parameters_to_vector(model.parameters()).detach())
    return [*kept, (ends[0] - ends[1]).abs().max().item()]
