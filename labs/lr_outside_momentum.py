"""The learning rate drops: whether the momentum gathered before keeps its old speed."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="lr stays outside the buffer: when it drops, the step drops at once, with no coasting.",
    topic="descent and momentum",
    knobs={
        "momentum": Knob(0.9, low=0.0, high=0.99),
        "factor": Knob(0.1, low=0.0, high=1.0, help="new lr over old lr"),
        "before": Knob(20, low=1, high=100, unit="steps", help="until lr drops"),
        "after": Knob(20, low=1, high=100, unit="steps", help="from then on"),
    },
    measures={
        "ratio": "first step after the drop over the last step before it",
        "coasting": "the same ratio had lr been inside the buffer (Sutskever's form)",
        "buffer_kept": "did the buffer go on as if nothing had happened",
    },
    series={"step": "size of each step", "inside": "size with lr inside the buffer"},
    source="torch.optim.SGD, note on Sutskever et al.",
)
def lr_outside_momentum(
    bench: Bench, momentum: float, factor: float, before: int, after: int
) -> None:
    x = bench.param([0.0])
    optimizer = bench.optim.SGD([x], lr=0.1, momentum=momentum)
    velocity = torch.zeros_like(x)
    sizes, coasting, expected = [], [], 0.0
    for step in range(1, before + after + 1):
        lr = 0.1 if step <= before else 0.1 * factor
        optimizer.param_groups[0]["lr"] = lr
        start = x.item()
        x.grad = torch.ones_like(x)
        optimizer.step()
        velocity.mul_(momentum).add_(lr)
        expected = momentum * expected + 1
        sizes.append(start - x.item())
        coasting.append(velocity.item())
        bench.point("step", step, sizes[-1])
        bench.point("inside", step, coasting[-1])
    bench.measure("ratio", sizes[before] / sizes[before - 1])
    bench.measure("coasting", coasting[before] / coasting[before - 1])
    buffer = optimizer.state[x].get("momentum_buffer")
    bench.measure("buffer_kept", buffer is None or abs(buffer.item() - expected) < 1e-3)
