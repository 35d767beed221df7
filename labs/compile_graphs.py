"""torch.compile of optimizer.step: how many graphs it takes, and whether it compiles again."""

from typing import Any

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="One graph serves every step (SGD's first, which makes its buffers, takes one more).",
    topic="speed and precision",
    knobs={
        "opt": Knob("AdamW", choices=("SGD", "Adam", "AdamW")),
        "steps": Knob(4, low=2, high=10),
        "lr": Knob("tensor", choices=("number", "tensor"), help="what the lr is kept as"),
        "change_lr": Knob(True, help="lower the lr before each step, as a schedule does"),
    },
    measures={
        "graphs": "graphs compiled after each step",
        "last": "graphs compiled in all",
        "moved": "where the compiled steps end",
    },
    series={"graphs": "graphs compiled so far"},
    source="torch.compile; torch.optim with the compiler",
    seconds=120.0,
)
def compile_graphs(bench: Bench, opt: str, steps: int, lr: str, change_lr: bool) -> None:
    graphs: list[object] = []

    def backend(graph: Any, inputs: Any) -> Any:  # counts, then runs the graph as it is
        del inputs
        graphs.append(graph)
        return graph.forward

    torch._dynamo.reset()
    xs = [bench.param([1.0] * n) for n in (1, 2, 3)]
    more = {"momentum": 0.9} if opt == "SGD" else {}
    rate = torch.tensor(0.1) if lr == "tensor" else 0.1
    optimizer = getattr(bench.optim, opt)(xs, lr=rate, **more)
    step: Any = torch.compile(optimizer.step, backend=backend)
    counts = []
    for done in range(1, steps + 1):
        for x in xs:
            x.grad = torch.ones_like(x)
        step()
        if change_lr and lr == "tensor":
            optimizer.param_groups[0]["lr"].mul_(0.9)
        elif change_lr:
            optimizer.param_groups[0]["lr"] *= 0.9
        counts.append(len(graphs))
        bench.point("graphs", done, len(graphs))
        bench.progress(done / steps, f"step {done}")
    bench.measure("graphs", counts)
    bench.measure("last", len(graphs))
    bench.measure("moved", xs[0])
