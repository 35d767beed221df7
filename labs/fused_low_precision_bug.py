"""One fused SGD step in low precision on a CPU: which numbers torch 2.13 forgets to update."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="torch 2.13's fused SGD on a CPU leaves whole vector blocks of bfloat16 as they were.",
    topic="speed and precision",
    knobs={
        "dtype": Knob("bfloat16", choices=("bfloat16", "float16", "float32", "float64")),
        "length": Knob(70, low=1, high=200, help="numbers in the parameter"),
    },
    measures={
        "forgotten": "numbers that torch's fused step left where they were",
        "first_updated": "place of the first one that it did update; -1 for none",
        "loop_forgotten": "numbers that the loop left where they were",
    },
    series={"x": "each number after one fused step of 1 (they start at 1)"},
    source="pytorch/pytorch#191763",
)
def fused_low_precision_bug(bench: Bench, dtype: str, length: int) -> None:
    kind = getattr(torch, dtype)
    made = [torch.nn.Parameter(torch.ones(length, dtype=kind, device=bench.device)) for _ in "ab"]
    for x in made:
        x.grad = torch.ones_like(x)
    fused, loop = made
    torch.optim.SGD([fused], lr=1.0, fused=True).step()
    bench.optim.SGD([loop], lr=1.0, foreach=False).step()
    for place, value in enumerate(fused.tolist()):
        bench.point("x", place, value)
    updated = [place for place, value in enumerate(fused.tolist()) if value != 1.0]
    bench.measure("forgotten", length - len(updated))
    bench.measure("first_updated", updated[0] if updated else -1)
    bench.measure("loop_forgotten", (loop == 1.0).sum())
