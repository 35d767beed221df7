"""differentiable=True: the steps are on the tape, so a loss has a gradient by the learning rate."""

from typing import Any

import torch
from torch import Tensor

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Backward through the steps gives d loss / d lr; torch's momentum buffer forbids it.",
    topic="speed and precision",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "lr": Knob(0.1, low=0.01, high=0.2),
        "momentum": Knob(0.0, low=0.0, high=0.9, help="of SGD"),
        "steps": Knob(3, low=1, high=10),
    },
    measures={
        "slope": "d loss / d lr, backward through the steps",
        "difference": "the same by a finite difference",
        "relative": "how far the two are apart, relative to the second",
        "raised": "what torch's own optimizer raises; empty when nothing",
    },
    series={"loss": "the loss after the steps, over the learning rate"},
    source="torch.optim.SGD: differentiable",
)
def hypergradient(bench: Bench, opt: str, lr: float, momentum: float, steps: int) -> None:
    more = {"momentum": momentum} if opt == "SGD" else {}
    curve = bench.param([1.0, 3.0]).detach().double()

    def end(family: Any, rate: Tensor) -> Tensor:
        """The loss after the steps."""
        x = bench.param([1.0, 2.0]).double().clone()
        optimizer = getattr(family, opt)([x], lr=rate, differentiable=True, **more)
        for _ in range(steps):
            here = x.clone()
            (x.grad,) = torch.autograd.grad((curve * here**2).sum(), here, create_graph=True)
            optimizer.step()
        return (curve * x.clone() ** 2).sum()

    def slope(family: Any) -> Tensor:
        rate = torch.tensor(lr, dtype=torch.float64, device=bench.device, requires_grad=True)
        return torch.autograd.grad(end(family, rate), rate)[0]

    for i in range(21):
        rate = torch.tensor(lr * (0.5 + i / 20), dtype=torch.float64, device=bench.device)
        bench.point("loss", rate.item(), end(bench.optim, rate))
    step = torch.tensor(1e-6, dtype=torch.float64, device=bench.device)
    difference = (end(bench.optim, lr + step) - end(bench.optim, lr - step)) / (2 * step)
    raised = bench.raises(lambda: slope(torch.optim))
    bench.measure("difference", difference)
    bench.measure("raised", raised.partition(":")[0])
    # Where torch's raises, ours has nothing to be compared with.
    found = slope(bench.optim) if not bench.raises(lambda: slope(bench.optim)) else difference * 0
    bench.measure("slope", found, compare=not raised)
    bench.measure("relative", (found - difference).abs() / difference.abs(), compare=not raised)
