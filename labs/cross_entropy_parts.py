"""CrossEntropyLoss takes scores: it is LogSoftmax and NLLLoss. What if it gets a softmax?"""

import torch
from torch import Tensor, nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Probabilities fed to it go through softmax twice: the loss cannot come near 0.",
    topic="losses",
    knobs={
        "fed": Knob("scores", choices=("scores", "log_softmax", "softmax")),
        "classes": Knob(3, low=2, high=100),
        "steps": Knob(100, low=1, high=500, help="of SGD with lr 1"),
    },
    measures={
        "loss": "CrossEntropyLoss of what it is fed, at the start",
        "nll": "NLLLoss of the log-softmax of the scores",
        "end": "the loss after the steps",
        "floor": "the loss when it is fed the certain and right answer, as probabilities",
    },
    series={"loss": "the loss before each step"},
    source="torch.nn.CrossEntropyLoss",
)
def cross_entropy_parts(bench: Bench, fed: str, classes: int, steps: int) -> None:
    x = bench.param([[0.1 * c for c in range(classes)]])
    label = torch.tensor([0], device=bench.device)

    def feed() -> Tensor:
        return x if fed == "scores" else x.softmax(1) if fed == "softmax" else x.log_softmax(1)

    loss = nn.CrossEntropyLoss()
    bench.measure("loss", loss(feed(), label))
    bench.measure("nll", nn.NLLLoss()(x.log_softmax(1), label))
    optimizer = bench.optim.SGD([x], lr=1.0)
    for step in range(steps):
        optimizer.zero_grad()
        value = loss(feed(), label)
        value.backward()
        bench.point("loss", step, value)
        optimizer.step()
    bench.measure("end", loss(feed(), label))
    certain = torch.eye(classes, dtype=bench.dtype, device=bench.device)[:1]
    bench.measure("floor", loss(certain, label))
