"""Faults of mixed precision, and of the ways in which an algorithm is run."""

from __future__ import annotations

from typing import Any

from torch.amp import GradScaler

from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import altered


def _always_steps(_: Any, scaler: Any, optimizer: Any, *rest: Any, **more: Any) -> None:
    del scaler, rest, more
    optimizer.step()


FAULTS = (
    Fault("clip_order", "update", wrong={"order": "before_unscale"}),
    Fault(
        "grad_scaler_skips",
        "skipped",
        plant=altered(GradScaler, "_maybe_opt_step", _always_steps),
        beneath=True,
    ),
    Fault("impl_equality", "ulp", wrong={"implementation": "fused"}),
    Fault("impl_speed", "loop_calls", wrong={"count": 20}, given={"count": 10}),
    Fault("fused_low_precision_bug", "forgotten", wrong={"dtype": "float32"}),
    Fault("fused_ignores_strides", "wrong", wrong={"layout": "contiguous"}),
    Fault("fused_sgd_first_overflow", "moved_as_one", wrong={"opt": "AdamW"}),
    mutant("hypergradient", "slope", "sgd-ascends"),
    Fault("hypergradient", "raised", wrong={"momentum": 0.9}),
    Fault("compile_graphs", "graphs", wrong={"lr": "number"}),
)
