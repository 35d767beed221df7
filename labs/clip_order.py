"""Clipping under a GradScaler: before unscale_, after it, or after the step."""

import torch
from torch.nn.utils import clip_grad_norm_

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Clip after unscale_ and before step: earlier it clips scaled gradients, later nothing.",
    topic="speed and precision",
    knobs={
        "order": Knob("after_unscale", choices=("after_unscale", "before_unscale", "after_step")),
        "max_norm": Knob(1.0, low=0.01, high=100.0),
        "scale": Knob(1024.0, low=1.0, high=65536.0, help="the scaler's scale of the loss"),
    },
    measures={
        "seen": "norm of the gradient that the clipping was given (unscaled it is 5)",
        "update": "norm of what SGD at lr 1 subtracted",
        "wanted": "the smaller of max_norm and 5",
    },
    source="torch.amp.GradScaler.unscale_",
)
def clip_order(bench: Bench, order: str, max_norm: float, scale: float) -> None:
    x = bench.param([0.0, 0.0])
    slope = bench.param([3.0, 4.0]).detach()
    optimizer = bench.optim.SGD([x], lr=1.0)
    scaler = torch.amp.GradScaler(bench.device.type, init_scale=scale)
    scaler.scale((x * slope).sum()).backward()
    if order == "before_unscale":
        seen = clip_grad_norm_([x], max_norm)
    scaler.unscale_(optimizer)
    if order == "after_unscale":
        seen = clip_grad_norm_([x], max_norm)
    scaler.step(optimizer)
    if order == "after_step":
        seen = clip_grad_norm_([x], max_norm)
    scaler.update()
    bench.measure("seen", seen)
    bench.measure("update", x.norm())
    bench.measure("wanted", min(max_norm, 5.0))
