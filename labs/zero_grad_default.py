"""What zero_grad() leaves behind, in its own parameters and in a stranger."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="zero_grad() sets .grad to None unless told otherwise, and only for its own parameters.",
    topic="training loop",
    knobs={"set_to_none": Knob("unsaid", choices=("unsaid", "true", "false"))},
    measures={
        "grad": "what p.grad is afterwards: none, zero or old",
        "same_object": "is p.grad still the same tensor object",
        "stranger": "what the gradient of a parameter outside the optimizer is: none, zero or old",
        "requires_grad": "does the parameter still require a gradient",
        "refilled": "does the next backward() give a gradient again",
    },
    source="torch.optim.Optimizer.zero_grad",
)
def zero_grad_default(bench: Bench, set_to_none: str) -> None:
    x, stranger = bench.param([1.0]), bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    (x + stranger).sum().backward()
    kept = x.grad
    options = {} if set_to_none == "unsaid" else {"set_to_none": set_to_none == "true"}
    optimizer.zero_grad(**options)

    def kind(grad: object) -> str:
        return "none" if grad is None else "old" if float(grad) else "zero"  # type: ignore[arg-type]

    bench.measure("grad", kind(x.grad))
    bench.measure("same_object", x.grad is kept)
    bench.measure("stranger", kind(stranger.grad))
    bench.measure("requires_grad", x.requires_grad)
    x.sum().backward()
    bench.measure("refilled", kind(x.grad) == "old")
