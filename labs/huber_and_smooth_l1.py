"""HuberLoss and SmoothL1Loss: the same bend, but another slope beyond it."""

import torch
from torch.nn.functional import huber_loss, smooth_l1_loss

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Huber(d) = d x SmoothL1(beta=d): equal only at 1; Huber's slope beyond the bend is d.",
    topic="losses",
    knobs={
        "bend": Knob(2.0, low=0.1, high=5.0, help="delta of Huber, beta of SmoothL1"),
        "error": Knob(10.0, low=0.0, high=100.0),
    },
    measures={
        "huber": "HuberLoss of the error",
        "smooth_l1": "SmoothL1Loss of the error",
        "ratio": "the first over the second (1 when both are 0)",
        "huber_slope": "gradient of the first: never above the bend",
        "smooth_l1_slope": "gradient of the second: never above 1",
        "moved": "how far a step of SGD (lr 0.1) with Huber moves",
    },
    series={"huber": "loss over the error", "smooth l1": "loss over the error"},
    source="torch.nn.HuberLoss, torch.nn.SmoothL1Loss",
)
def huber_and_smooth_l1(bench: Bench, bend: float, error: float) -> None:
    zero = bench.param([0.0]).detach()

    def losses(x: torch.Tensor) -> dict[str, torch.Tensor]:
        huber, smooth = huber_loss(x, zero, delta=bend), smooth_l1_loss(x, zero, beta=bend)
        return {"huber": huber, "smooth_l1": smooth}

    for i in range(41):
        for name, loss in losses(bench.param([bend * i / 10])).items():
            bench.point(name.replace("_", " "), bend * i / 10, loss)
    values = losses(bench.param([error]))
    bench.measure("ratio", round((values["huber"] / values["smooth_l1"]).nan_to_num(1).item(), 5))
    for name in ("smooth_l1", "huber"):
        x = bench.param([error])
        loss = losses(x)[name]
        loss.backward()
        bench.measure(name, loss)
        bench.measure(f"{name}_slope", x.grad)
    bench.optim.SGD([x], lr=0.1).step()
    bench.measure("moved", error - x.item())
