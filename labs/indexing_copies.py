"""Indexing: which ways give a view of the same memory, and which a copy."""

from typing import Any

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Slices are views, lists and masks copy; yet x[index] = 0 writes x itself with any.",
    topic="tensors and data",
    knobs={
        "index": Knob("slice", choices=("slice", "number", "list", "mask", "ellipsis")),
    },
    measures={
        "picked": "what x[index] is, of [1, 2, 3, 4]",
        "view": "does it share memory with x",
        "after_mul": "x after x[index].mul_(10)",
        "after_assign": "x after x[index] = 0",
        "grad": "gradient of x for the sum of x[index]",
        "moved": "numbers that a step of SGD then moves",
    },
    source="torch: tensor views, indexing",
)
def indexing_copies(bench: Bench, index: str) -> None:
    how: Any = {
        "slice": slice(1, 3),
        "number": 1,
        "list": [1, 2],
        "mask": torch.tensor([False, True, True, False], device=bench.device),
    }.get(index, ...)
    x = bench.param([1.0, 2.0, 3.0, 4.0])
    whole = x.detach().clone()
    picked = whole[how]
    bench.measure("picked", picked.clone())
    memory = whole.untyped_storage().data_ptr()
    bench.measure("view", picked.untyped_storage().data_ptr() == memory)
    picked.mul_(10)
    bench.measure("after_mul", whole.clone())
    whole[how] = 0
    bench.measure("after_assign", whole)
    x[how].sum().backward()
    bench.measure("grad", x.grad)
    before = x.detach().clone()
    bench.optim.SGD([x], lr=0.1).step()
    bench.measure("moved", (x != before).sum())
