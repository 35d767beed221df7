"""Faults of labs that run in several processes."""

from __future__ import annotations

from typing import Any

from torch.distributed import fsdp
from torch.distributed.optim import ZeroRedundancyOptimizer
from torch.distributed.tensor import Shard

from tests.lab.faulty.fault import Fault
from tests.lab.faulty.plants import altered


def _by_columns(fully_shard: Any, module: Any, **more: Any) -> Any:
    return fully_shard(
        module, shard_placement_fn=lambda p: Shard(1) if p.dim() > 1 else None, **more
    )


FAULTS = (
    Fault(
        "zero_redundancy",
        "difference",
        plant=altered(ZeroRedundancyOptimizer, "step", lambda *_, **__: None),
        beneath=True,
    ),
    Fault("fsdp2", "part", plant=altered(fsdp, "fully_shard", _by_columns), beneath=True),
    Fault("accumulation_ddp", "times", wrong={"divide": False}),
)
