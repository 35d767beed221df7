"""The learning rate handed over as a tensor: same steps, but the tensor itself is shared."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A tensor lr steps like a number, and is kept itself: whoever writes into it is obeyed.",
    topic="parameter groups",
    knobs={
        "opt": Knob("Adam", choices=("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam")),
        "factor": Knob(0.1, low=0.0, high=10.0, help="by what the tensor is multiplied in place"),
        "steps": Knob(5, low=1, high=50),
    },
    measures={
        "gap": "largest distance between the paths with a number and with a tensor",
        "kept": "is group['lr'] the very tensor that was handed over",
        "obeyed": "first step after the tensor was multiplied, over the same with the number",
        "two": "what the constructor says to a tensor of two numbers",
    },
    series={"number": "lr is a number", "tensor": "lr is a tensor"},
    source="torch.optim.Adam, lr",
)
def tensor_lr(bench: Bench, opt: str, factor: float, steps: int) -> None:
    x, y = bench.param([1.0]), bench.param([1.0])
    build = getattr(bench.optim, opt)
    rate = torch.tensor(0.1, dtype=bench.dtype, device=bench.device)
    optimizers = build([x], lr=0.1), build([y], lr=rate)
    gap = 0.0

    def step() -> tuple[float, float]:
        before = x.item(), y.item()
        for p, optimizer in zip((x, y), optimizers, strict=True):
            p.grad = 2 * (p.detach() - 3)
            optimizer.step()
        return x.item() - before[0], y.item() - before[1]

    for number in range(steps):
        bench.point("number", number, x)
        bench.point("tensor", number, y)
        step()
        gap = max(gap, (x - y).abs().item())
    rate.mul_(factor)
    by_number, by_tensor = step()
    bench.measure("gap", gap)
    bench.measure("kept", optimizers[1].param_groups[0]["lr"] is rate)
    bench.measure("obeyed", by_tensor / by_number if by_number else 0.0)
    bench.measure("two", bench.raises(lambda: build([x], lr=torch.tensor([0.1, 0.2]))))
