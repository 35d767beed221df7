"""What step() does to the tensor and to its gradient, apart from the new values."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="step() writes into the same leaf tensor, records nothing, and leaves .grad as it was.",
    topic="training loop",
    knobs={"opt": Knob("SGD", choices=("SGD", "Adam", "AdamW"))},
    measures={
        "moved": "did the values change",
        "same_memory": "are the new values in the old memory",
        "is_leaf": "is the parameter still a leaf of the graph",
        "recorded": "did the update become part of the graph (grad_fn)",
        "grad": "p.grad after the step (it was 2 before)",
        "requires_grad": "does the parameter still require a gradient",
    },
    source="torch.optim.Optimizer.step",
)
def step_is_in_place(bench: Bench, opt: str) -> None:
    x = bench.param([1.0])
    optimizer = getattr(bench.optim, opt)([x], lr=0.1, weight_decay=0.1)
    (x**2).sum().backward()
    memory = x.data_ptr()
    optimizer.step()
    assert x.grad is not None
    bench.measure("moved", x.item() != 1.0)
    bench.measure("same_memory", x.data_ptr() == memory)
    bench.measure("is_leaf", x.is_leaf)
    bench.measure("recorded", x.grad_fn is not None)
    bench.measure("grad", x.grad.item())
    bench.measure("requires_grad", x.requires_grad)
