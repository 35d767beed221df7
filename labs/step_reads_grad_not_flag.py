"""Freezing: whether step() listens to requires_grad or to .grad."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="step() never looks at requires_grad: a gradient that is there is applied.",
    topic="training loop",
    knobs={
        "requires_grad": Knob(False),
        "grad": Knob("kept", choices=("kept", "zeroed", "dropped")),
        "momentum": Knob(0.9, low=0.0, high=0.99),
    },
    measures={"moved": "distance of the first step after requires_grad was set"},
    source="torch.optim.SGD.step",
)
def step_reads_grad_not_flag(bench: Bench, requires_grad: bool, grad: str, momentum: float) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1, momentum=momentum)
    x.sum().backward()
    optimizer.step()
    x.requires_grad_(requires_grad)
    if grad != "kept":
        optimizer.zero_grad(set_to_none=grad == "dropped")
    before = x.item()
    optimizer.step()
    bench.measure("moved", abs(x.item() - before))
