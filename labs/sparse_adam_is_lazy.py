"""A row of an embedding that stops being looked up: Adam with a dense gradient, and SparseAdam."""

import torch
from torch.nn import functional

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A row not looked up goes on moving under Adam; SparseAdam leaves it and its moments be.",
    topic="adaptive rates",
    knobs={
        "seen": Knob(5, low=1, high=50, help="steps in which row 1 is looked up"),
        "unseen": Knob(10, low=1, high=100, help="steps after, with row 0 alone"),
    },
    measures={
        "adam": "how far Adam moved row 1 after it was last seen",
        "sparse": "how far SparseAdam did",
        "adam_moment": "Adam's m of row 1 at the end over that when it was last seen",
        "sparse_moment": "the same for SparseAdam",
        "raised": "what SparseAdam says to a dense gradient",
    },
    series={"adam": "row 1 under Adam", "sparse": "row 1 under SparseAdam"},
    source="torch.optim.SparseAdam",
)
def sparse_adam_is_lazy(bench: Bench, seen: int, unseen: int) -> None:
    for name, kind in (("adam", "Adam"), ("sparse", "SparseAdam")):
        table = bench.param([[1.0], [1.0], [1.0]])
        optimizer = getattr(bench.optim, kind)([table], lr=0.1)
        row, moment = 1.0, 1.0
        for step in range(seen + unseen):
            bench.point(name, step, table[1])
            rows = torch.tensor([0, 1] if step < seen else [0], device=bench.device)
            optimizer.zero_grad()
            functional.embedding(rows, table, sparse=kind == "SparseAdam").sum().backward()
            optimizer.step()
            if step == seen - 1:
                row, moment = table[1].item(), optimizer.state[table]["exp_avg"][1].item()
        bench.measure(name, row - table[1].item())
        bench.measure(f"{name}_moment", optimizer.state[table]["exp_avg"][1].item() / moment)
    x = bench.param([1.0])
    x.grad = torch.ones_like(x)
    bench.measure("raised", bench.raises(bench.optim.SparseAdam([x]).step))
