"""backward() adds to .grad: what stands there after several calls without zero_grad."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Gradients add up: after k backward() without zero_grad, .grad is k times one gradient.",
    topic="training loop",
    knobs={
        "backwards": Knob(3, low=1, high=50, help="calls of backward()"),
        "zero_between": Knob(False, help="zero_grad() before each of them"),
    },
    measures={
        "one": "the gradient of a single backward()",
        "grad": "what .grad holds in the end",
        "times": "how many single gradients that is",
        "moved": "how far step() with lr 1 then moves the parameter",
    },
    series={"grad": "what .grad holds after each backward()"},
    source="torch.Tensor.backward: gradients are accumulated in the leaves",
)
def grad_accumulates(bench: Bench, backwards: int, zero_between: bool) -> None:
    x = bench.param([3.0])
    optimizer = bench.optim.SGD([x], lr=1.0)
    one = 2 * x.item()  # d/dx x²
    for call in range(1, backwards + 1):
        if zero_between:
            optimizer.zero_grad()
        (x**2).sum().backward()
        assert x.grad is not None
        bench.point("grad", call, x.grad)
        bench.progress(call / backwards)
    assert x.grad is not None
    bench.measure("one", one)
    bench.measure("grad", x.grad.item())
    bench.measure("times", x.grad.item() / one)
    before = x.item()
    optimizer.step()
    bench.measure("moved", before - x.item())
