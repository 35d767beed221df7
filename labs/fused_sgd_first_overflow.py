"""A first step that a GradScaler skips: what torch's fused SGD keeps as its momentum buffer."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="torch 2.13's fused SGD keeps a buffer of uninitialised memory; AdamW starts from zeros.",
    topic="speed and precision",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "overflow": Knob(True, help="is the first gradient infinite"),
        "fused": Knob(True, help="torch's fused kernel; otherwise the loop"),
    },
    measures={
        "buffer_alike": "are all its numbers alike after a good step, as the gradients are",
        "largest": "largest number in the buffer after the good step, of gradients of 1",
        "moved_as_one": "did all numbers of the parameter move alike",
    },
    source="torch.amp.GradScaler; torch.optim.SGD: fused",
)
def fused_sgd_first_overflow(bench: Bench, opt: str, overflow: bool, fused: bool) -> None:
    x = bench.param([1.0] * 64)
    more = {"momentum": 0.9} if opt == "SGD" else {}
    family = torch.optim if fused else bench.optim
    how = {"fused": True} if fused else {"foreach": False}
    optimizer = getattr(family, opt)([x], lr=0.1, **more, **how)
    scaler = torch.amp.GradScaler(bench.device.type, init_scale=4.0)
    for infinite in (overflow, False):
        optimizer.zero_grad()
        scaler.scale(x.sum() * (float("inf") if infinite else 1.0)).backward()
        _leave_sevens(x)
        scaler.step(optimizer)
        scaler.update()
    buffer = optimizer.state[x]["momentum_buffer" if opt == "SGD" else "exp_avg"]
    # What lies in memory differs from run to run.
    bench.measure("buffer_alike", bool((buffer == buffer[0]).all()), compare=False)
    bench.measure("largest", buffer.abs().max(), compare=False)
    bench.measure("moved_as_one", bool((x == x[0]).all()), compare=False)


def _leave_sevens(x: torch.Tensor) -> None:
    """Memory just given back, that whoever takes it uninitialised will find full of sevens."""
    junk = [torch.full_like(x, 7.0) for _ in range(50)]
    del junk
