"""What step() does when nobody computed a new gradient: it uses the old one again."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="step() neither uses up nor refreshes p.grad: every call moves by the same old gradient.",
    topic="training loop",
    knobs={
        "steps": Knob(3, low=1, high=50),
        "lr": Knob(0.1, low=0.0, high=1.0),
        "backwards": Knob(1, low=0, high=50, help="backward() before each of the first steps"),
    },
    measures={
        "travelled": "distance from the start after all the steps",
        "grad": "p.grad at the end, none if there is none",
    },
    series={"x": "position after each step"},
    source="torch.optim.SGD.step",
)
def stale_gradient(bench: Bench, steps: int, lr: float, backwards: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=lr)
    for number in range(steps):
        if number < backwards:
            optimizer.zero_grad()
            (x**2).sum().backward()
        optimizer.step()
        bench.point("x", number + 1, x.item())
    bench.measure("travelled", abs(x.item() - 1.0))
    bench.measure("grad", "none" if x.grad is None else x.grad.item())
