"""Adafactor keeps a row and a column in place of Adam's second moment: what is lost by it."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adafactor keeps rows + columns numbers; v is their product, exact where v has rank one.",
    topic="adaptive rates",
    knobs={
        "rows": Knob(12, low=2, high=64),
        "columns": Knob(20, low=2, high=64),
        "rank": Knob("any", choices=("one", "any"), help="of the squared gradient"),
    },
    measures={
        "kept": "numbers of state kept for the matrix, its counter apart",
        "adam": "numbers that Adam would keep",
        "keys": "names in the state of the matrix",
        "vector_keys": "names in the state of a vector",
        "error": "largest relative error of the product against the squared gradient",
    },
    source="Shazeer & Stern 2018; torch.optim.Adafactor",
)
def adafactor_factored_state(bench: Bench, rows: int, columns: int, rank: str) -> None:
    x = torch.nn.Parameter(torch.zeros(rows, columns, dtype=bench.dtype, device=bench.device))
    vector = bench.param([1.0] * columns)
    optimizer = bench.optim.Adafactor([x, vector])
    noise = torch.randn_like(x)
    outer = torch.outer(noise[:, 0], noise[0])
    x.grad = outer if rank == "one" else noise
    vector.grad = torch.ones_like(vector)
    optimizer.step()
    state = optimizer.state[x]
    row, column = state["row_var"], state["col_var"]
    squared = x.grad**2  # after one step the mean of squares is this square itself
    product = row @ column / row.mean()
    bench.measure("kept", sum(kept.numel() for kept in state.values() if kept.dim()))
    bench.measure("adam", 2 * x.numel())
    bench.measure("keys", sorted(state))
    bench.measure("vector_keys", sorted(optimizer.state[vector]))
    bench.measure("error", ((product - squared).abs() / squared.mean()).max().item())
