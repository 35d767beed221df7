"""Which of the four calls of a training step fills the gradient, moves the weight, clears up."""

from collections.abc import Callable

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="backward() fills the gradient, step() moves the weight, zero_grad() drops the gradient.",
    topic="training loop",
    knobs={"call": Knob("step", choices=("forward", "backward", "step", "zero_grad"))},
    measures={
        "moved": "did this call change the weight",
        "filled": "was there no gradient before this call, and one after it",
        "dropped": "was there a gradient before this call, and none after it",
    },
    source="torch.optim: taking an optimization step",
)
def who_does_what(bench: Bench, call: str) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    losses: list[torch.Tensor] = []
    calls: dict[str, Callable[[], object]] = {
        "forward": lambda: losses.append((x**2).sum()),
        "backward": lambda: losses[0].backward(),
        "step": optimizer.step,
        "zero_grad": optimizer.zero_grad,
    }
    for name, do in calls.items():  # all four in order, one of them watched
        weight, had = x.item(), x.grad is not None
        do()
        has = x.grad is not None
        if name == call:
            bench.measure("moved", x.item() != weight)
            bench.measure("filled", has and not had)
            bench.measure("dropped", had and not has)
