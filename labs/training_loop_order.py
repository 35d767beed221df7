"""The training loop with a line missing or in the wrong place, on a small regression."""

import torch

from quizapp.lab.bench import Bench, Knob, lab

ORDERS = {
    "usual": ("zero_grad", "forward", "backward", "step"),
    "zero_grad_after_step": ("forward", "backward", "step", "zero_grad"),
    "zero_grad_after_forward": ("forward", "zero_grad", "backward", "step"),
    "zero_grad_before_step": ("forward", "backward", "zero_grad", "step"),
    "no_zero_grad": ("forward", "backward", "step"),
    "no_step": ("zero_grad", "forward", "backward"),
    "no_backward": ("zero_grad", "forward", "step"),
    "step_before_backward": ("zero_grad", "forward", "step", "backward"),
}


@lab(
    claim="zero_grad may stand anywhere but between backward() and step(); no line may be missing.",
    topic="training loop",
    knobs={
        "order": Knob("usual", choices=("usual", "zero_grad_after_step", "zero_grad_after_forward",
            "zero_grad_before_step", "no_zero_grad", "no_step", "no_backward",
            "step_before_backward")),
        "lr": Knob(0.1, low=0.0, high=1.0),
        "steps": Knob(20, low=1, high=200),
    },
    measures={
        "start": "loss before training",
        "end": "loss after training",
        "learned": "did the loss fall to under a tenth",
        "moved": "did the weight change at all",
        "same_as_usual": "are the weights bitwise those of the usual order",
    },
    series={"loss": "loss before each step", "usual": "the same with the usual order"},
    source="torch.optim: taking an optimization step",
)  # fmt: skip
def training_loop_order(bench: Bench, order: str, lr: float, steps: int) -> None:
    weight, losses = _train(bench, order, lr, steps)
    usual, usual_losses = _train(bench, "usual", lr, steps)
    for step, (mine, reference) in enumerate(zip(losses, usual_losses, strict=True)):
        bench.point("loss", step, mine)
        bench.point("usual", step, reference)
    bench.measure("start", losses[0])
    bench.measure("end", losses[-1])
    bench.measure("learned", losses[-1] < losses[0] / 10)
    bench.measure("moved", bool((weight != 0).any()))
    bench.measure("same_as_usual", torch.equal(weight, usual))


def _train(bench: Bench, order: str, lr: float, steps: int) -> tuple[torch.Tensor, list[float]]:
    """Fit y = 2x - 1 from zero weights; the weights, and the loss at each step and in the end."""
    inputs = torch.linspace(-1, 1, 8, dtype=bench.dtype, device=bench.device)
    weight = bench.param([0.0, 0.0])
    optimizer = bench.optim.SGD([weight], lr=lr)

    def forward() -> torch.Tensor:
        return ((weight[0] * inputs + weight[1] - (2 * inputs - 1)) ** 2).mean()

    losses = []
    loss = forward()
    for _ in range(steps):
        losses.append(forward().item())
        for line in ORDERS[order]:
            if line == "forward":
                loss = forward()
            elif line == "backward":
                loss.backward()
            else:
                getattr(optimizer, line)()
    losses.append(forward().item())
    return weight.detach(), losses
