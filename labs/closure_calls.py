"""step(closure): how often it is called, what comes back, and in which gradient mode."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="First-order optimizers call the closure once, first, and return its loss; LBFGS many.",
    topic="training loop",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW", "LBFGS")),
        "lr": Knob(0.1, low=0.0, high=1.0),
        "closure": Knob(True, help="pass a closure at all"),
        "max_iter": Knob(20, low=1, high=50, help="LBFGS only"),
    },
    measures={
        "calls": "how many times step() called the closure",
        "returned": "what step() returned, none if nothing",
        "before": "loss before the step",
        "after": "loss after the step",
        "grad_mode": "was gradient recording on inside every call",
        "raised": "what step() raised, empty if nothing",
    },
    source="torch.optim: optimizer.step(closure)",
)
def closure_calls(bench: Bench, opt: str, lr: float, closure: bool, max_iter: int) -> None:
    x = bench.param([1.0])
    more = {"max_iter": max_iter} if opt == "LBFGS" else {}
    optimizer = getattr(bench.optim, opt, getattr(torch.optim, opt))([x], lr=lr, **more)
    modes: list[bool] = []
    returned: list[object] = []

    def evaluate() -> torch.Tensor:
        modes.append(torch.is_grad_enabled())
        optimizer.zero_grad()
        loss = (x**2).sum()
        loss.backward()
        return loss

    bench.measure("before", (x**2).sum().item())
    arguments = (evaluate,) if closure else ()
    bench.measure("raised", bench.raises(lambda: returned.append(optimizer.step(*arguments))))
    back = returned[0] if returned else None
    bench.measure("returned", back.item() if isinstance(back, torch.Tensor) else "none")
    bench.measure("after", (x**2).sum().item())
    bench.measure("calls", len(modes))
    bench.measure("grad_mode", all(modes))
