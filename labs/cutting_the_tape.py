"""Three ways of taking a value off the tape: no_grad, detach, requires_grad_(False)."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="detach and no_grad cut one path of the gradient; the parameter itself stays trainable.",
    topic="training loop",
    knobs={
        "cut": Knob("nothing", choices=("nothing", "detach", "no_grad", "frozen", "everything")),
    },
    measures={
        "grad": "gradient of x in x * y at x = 3, where y is x**2 computed behind the cut",
        "raised": "what backward() raises; empty when nothing",
        "requires_grad": "does y require a gradient",
        "shares_memory": "does x.detach() share the memory of x",
        "moved": "how far a step of SGD (lr 0.1) moves x",
    },
    source="torch.no_grad, torch.Tensor.detach",
)
def cutting_the_tape(bench: Bench, cut: str) -> None:
    x = bench.param([3.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    if cut == "frozen":
        x.requires_grad_(False)
    with torch.set_grad_enabled(cut not in ("no_grad", "everything")):
        y = (x.detach() if cut == "detach" else x) ** 2
        product = x * y
    product = product if cut == "everything" else x * y
    bench.measure("requires_grad", y.requires_grad)
    raised = bench.raises(lambda: product.sum().backward())
    bench.measure("raised", raised.partition(":")[0])
    bench.measure("grad", "none" if x.grad is None else x.grad.item())
    bench.measure("shares_memory", x.detach().data_ptr() == x.data_ptr())
    optimizer.step()
    bench.measure("moved", 3 - x.item())
