"""LBFGS one iteration a step on a bowl of many dimensions: what its history is worth."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="LBFGS keeps its history between steps; a longer one reaches the bottom in fewer.",
    topic="signs, matrices, curvature",
    knobs={
        "history": Knob(10, low=1, high=50, help="history_size"),
        "dimensions": Knob(8, low=2, high=20),
        "condition": Knob(100.0, low=1.0, high=1000.0, help="largest curvature over smallest"),
    },
    measures={
        "steps": "steps of one iteration until the loss is a millionth of its start (100 at most)",
        "pairs": "pairs of moves and gradient changes that are kept in the end",
        "counted": "iterations counted in the state, over all steps",
        "keys": "what is kept, all of it with the first parameter",
    },
    series={"loss": "loss before each step"},
    source="torch.optim.LBFGS, history_size",
)
def lbfgs_memory(bench: Bench, history: int, dimensions: int, condition: float) -> None:
    x = bench.param([1.0] * dimensions)
    powers = [i / (dimensions - 1) for i in range(dimensions)]
    curvature = bench.param([condition**power for power in powers]).detach()
    optimizer = bench.optim.LBFGS(
        [x], max_iter=1, max_eval=20, history_size=history, line_search_fn="strong_wolfe"
    )

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (curvature * x**2).sum() / 2
        loss.backward()
        return loss

    losses: list[float] = []
    while len(losses) < 100 and not (losses and losses[-1] < 1e-6 * losses[0]):
        losses.append(optimizer.step(closure).item())
        bench.point("loss", len(losses) - 1, losses[-1])
    state = optimizer.state[x]
    bench.measure("steps", len(losses) - 1)
    bench.measure("pairs", len(state.get("old_dirs", [])))
    bench.measure("counted", state["n_iter"])
    bench.measure("keys", sorted(state))
