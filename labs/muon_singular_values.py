"""Muon's update of a matrix: its singular values beside those of the gradient."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Muon brings all singular values of the update near 1, roughly 0.7 to 1.2, not to it.",
    topic="signs, matrices, curvature",
    knobs={
        "rows": Knob(16, low=2, high=64),
        "columns": Knob(24, low=2, high=64),
        "ns_steps": Knob(5, low=0, high=20, help="rounds of Newton-Schulz"),
    },
    measures={
        "largest": "the update's largest singular value, in units of its step",
        "smallest": "the update's smallest",
        "condition_before": "largest over smallest singular value of the gradient",
        "condition_after": "largest over smallest of the update",
        "exact": "are all of them 1 to within a hundredth",
    },
    series={
        "gradient": "singular values of the gradient over the largest of them",
        "update": "singular values of the update",
    },
    plot="spectrum",
    source="Jordan 2024, Muon; torch.optim.Muon",
)
def muon_singular_values(bench: Bench, rows: int, columns: int, ns_steps: int) -> None:
    lr = 0.1
    x = torch.nn.Parameter(torch.zeros(rows, columns, dtype=bench.dtype, device=bench.device))
    x.grad = torch.randn_like(x)
    optimizer = bench.optim.Muon([x], lr=lr, weight_decay=0.0, ns_steps=ns_steps)
    before = torch.linalg.svdvals(x.grad)
    optimizer.step()
    scale = lr * max(1.0, rows / columns) ** 0.5
    after = torch.linalg.svdvals(-x.detach() / scale)
    for place, (old, new) in enumerate(zip(before / before[0], after, strict=True), 1):
        bench.point("gradient", place, old)
        bench.point("update", place, new)
    bench.measure("largest", after[0].item())
    bench.measure("smallest", after[-1].item())
    bench.measure("condition_before", (before[0] / before[-1]).item())
    bench.measure("condition_after", (after[0] / after[-1]).item())
    bench.measure("exact", bool((after - 1).abs().max() < 0.01))
