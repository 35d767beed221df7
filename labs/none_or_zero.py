"""zero_grad(set_to_none=...): a parameter without a gradient, and one whose gradient is zero."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="None makes step() skip the parameter; zeros let momentum and weight decay move it.",
    topic="training loop",
    knobs={
        "set_to_none": Knob(True),
        "momentum": Knob(0.9, low=0.0, high=0.99),
        "weight_decay": Knob(0.0, low=0.0, high=1.0),
        "steps": Knob(5, low=1, high=50, help="steps after the gradient was cleared"),
    },
    measures={
        "moved": "distance covered by the steps after zero_grad()",
        "grad": "what .grad is after zero_grad(): none, or its value",
        "buffer": "the momentum buffer in the end (absent without momentum)",
    },
    series={"x": "position before and after each of those steps"},
    source="torch.optim.Optimizer.zero_grad",
)
def none_or_zero(
    bench: Bench, set_to_none: bool, momentum: float, weight_decay: float, steps: int
) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1, momentum=momentum, weight_decay=weight_decay)
    (x**2).sum().backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=set_to_none)
    bench.measure("grad", "none" if x.grad is None else x.grad.item())
    start = x.item()
    bench.point("x", 0, start)
    for step in range(1, steps + 1):
        optimizer.step()
        bench.point("x", step, x)
        bench.progress(step / steps)
    bench.measure("moved", abs(start - x.item()))
    buffer = optimizer.state[x].get("momentum_buffer")
    bench.measure("buffer", "absent" if buffer is None else buffer.item())
