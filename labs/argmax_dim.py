"""argmax: with and without dim, and how the accuracy of a batch comes out of it."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="dim is the one that vanishes: over classes it is dim=1; without dim the answer is flat.",
    topic="tensors and data",
    knobs={"dim": Knob("1", choices=("none", "0", "1"), help="of a batch of four by three scores")},
    measures={
        "picked": "what argmax gives",
        "shape": "its shape",
        "accuracy": "share of (argmax(dim=1) == labels): how the validation loop counts",
        "has_grad": "can a gradient go through argmax",
        "first_of_equals": "which place it gives among equals, for the one in [1, 3, 3]",
        "after": "the accuracy after 20 steps of SGD on the scores",
    },
    source="torch.argmax",
)
def argmax_dim(bench: Bench, dim: str) -> None:
    x = bench.param([[0.1, 0.9, 0.0], [0.8, 0.1, 0.3], [0.2, 0.4, 0.3], [0.0, 0.2, 0.7]])
    labels = torch.tensor([1, 0, 2, 1], device=bench.device)
    picked = x.argmax() if dim == "none" else x.argmax(int(dim))
    bench.measure("picked", picked)
    bench.measure("shape", list(picked.shape))
    bench.measure("accuracy", (x.argmax(1) == labels).double().mean())
    bench.measure("has_grad", picked.requires_grad)
    bench.measure("first_of_equals", torch.tensor([1, 3, 3]).argmax())
    optimizer = bench.optim.SGD([x], lr=1.0)
    for _ in range(20):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(x, labels).backward()
        optimizer.step()
    bench.measure("after", (x.argmax(1) == labels).double().mean())
