"""LBFGS on Rosenbrock's valley: how often one step() calls the closure, and what it leaves."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="One LBFGS step calls the closure max_iter times; a line search up to 1.25 as often.",
    topic="signs, matrices, curvature",
    knobs={
        "max_iter": Knob(8, low=1, high=50),
        "line_search": Knob("none", choices=("none", "strong_wolfe")),
        "steps": Knob(3, low=1, high=10),
    },
    measures={
        "calls": "calls of the closure in each step",
        "cap": "max_eval: 1.25 times max_iter, rounded down",
        "returned_first": "does step() return the loss of the first call",
        "end_evaluated": "was the closure called where the last step ended",
    },
    series={"calls": "calls in each step", "loss": "loss after each step"},
    source="torch.optim.LBFGS",
)
def lbfgs_closure_calls(bench: Bench, max_iter: int, line_search: str, steps: int) -> None:
    x = bench.param([-1.2, 1.0])
    search = None if line_search == "none" else line_search
    optimizer = bench.optim.LBFGS([x], lr=0.5, max_iter=max_iter, line_search_fn=search)
    losses: list[float] = []
    places: list[torch.Tensor] = []
    counts, first = [], True

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        loss.backward()
        losses.append(loss.item())
        places.append(x.detach().clone())
        return loss

    for step in range(1, steps + 1):
        begun = len(losses)
        returned = optimizer.step(closure)
        first = first and returned.item() == losses[begun]
        counts.append(len(losses) - begun)
        bench.point("calls", step, counts[-1])
        bench.point("loss", step, ((1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2).item())
    bench.measure("calls", counts)
    bench.measure("cap", optimizer.param_groups[0]["max_eval"])
    bench.measure("returned_first", first)
    bench.measure("end_evaluated", any(place.equal(x) for place in places))
