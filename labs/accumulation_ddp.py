"""Gradient accumulation against DistributedDataParallel: a batch cut in time or in space."""

from contextlib import nullcontext
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="DDP averages over processes: like accumulating the parts with the loss divided by n.",
    topic="several processes",
    knobs={
        "divide": Knob(True, help="divide each accumulated loss by the number of parts"),
        "micro_batches": Knob(1, low=1, high=4, help="parts that each process accumulates as well"),
        "processes": Knob(2, low=2, high=4, help="torchrun's own number counts where it starts it"),
    },
    measures={
        "times": "gradient accumulated in one process over that of DDP",
        "difference": "largest distance of a weight after one step, relative to the step",
        "same_everywhere": "do all processes hold the same weights after the step",
    },
    source="torch.nn.parallel.DistributedDataParallel",
    seconds=60.0,
)
def accumulation_ddp(bench: Bench, divide: bool, micro_batches: int, processes: int) -> None:
    told = bench.together(train, processes, divide, micro_batches)
    bench.measure("times", round(told[0]["times"], 4))
    bench.measure("difference", round(max(each["apart"] for each in told), 4))
    bench.measure("same_everywhere", all(each["end"] == told[0]["end"] for each in told))


def train(bench: Bench, divide: bool, micro_batches: int) -> dict[str, Any]:
    """In each process: its part of the batch through DDP, and all parts one after another."""
    parts = dist.get_world_size() * micro_batches
    torch.manual_seed(bench.seed)
    batches = torch.randn(parts, 8, 3, dtype=bench.dtype, device=bench.device)
    model: Any = nn.Linear(3, 1, bias=False, dtype=bench.dtype, device=bench.device)
    start = model.weight.detach().clone()

    def step(net: Any, mine: Tensor, share: float) -> tuple[Tensor, Tensor]:
        model.weight.data.copy_(start)
        optimizer = bench.optim.SGD(model.parameters(), lr=0.1)
        optimizer.zero_grad()
        for i, batch in enumerate(mine):
            last = not isinstance(net, DistributedDataParallel) or i == len(mine) - 1
            with nullcontext() if last else net.no_sync():  # exchange gradients once, at the end
                (net(batch).square().mean() * share).backward()
        optimizer.step()
        return model.weight.grad.clone(), model.weight.detach().clone()

    mine = batches.chunk(dist.get_world_size())[dist.get_rank()]
    alone, end_alone = step(model, batches, 1 / parts if divide else 1.0)
    shared, end = step(DistributedDataParallel(model), mine, 1 / micro_batches)
    apart = ((end - end_alone).abs().max() / (end - start).abs().max()).item()
    return {"times": (alone / shared).mean().item(), "apart": apart, "end": end.tolist()}
