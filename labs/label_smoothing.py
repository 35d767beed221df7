"""label_smoothing: the target of CrossEntropyLoss, and how sure a model becomes of it."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The target becomes 1 - e + e/C for the right class: scores stop growing there.",
    topic="losses",
    knobs={
        "smoothing": Knob(0.1, low=0.0, high=0.9),
        "classes": Knob(4, low=2, high=50),
        "steps": Knob(200, low=1, high=500, help="of SGD with lr 1"),
    },
    measures={
        "loss": "the loss at the start",
        "formula": "(1 - e) of the plain loss, and e of the mean loss over all classes",
        "gap": "difference between the two",
        "target": "1 - e + e/C",
        "probability": "of the right class after the steps",
    },
    series={"probability": "of the right class before each step"},
    source="torch.nn.CrossEntropyLoss: label_smoothing; Szegedy et al. 2016",
)
def label_smoothing(bench: Bench, smoothing: float, classes: int, steps: int) -> None:
    x = bench.param([[0.1 * c for c in range(classes)]])
    label = torch.tensor([0], device=bench.device)
    loss = nn.CrossEntropyLoss(label_smoothing=smoothing)
    logs = x.log_softmax(1)
    formula = -(1 - smoothing) * logs[0, 0] - smoothing * logs.mean()
    bench.measure("loss", loss(x, label))
    bench.measure("formula", formula)
    bench.measure("gap", (loss(x, label) - formula).abs())
    bench.measure("target", 1 - smoothing + smoothing / classes)
    optimizer = bench.optim.SGD([x], lr=1.0)
    for step in range(steps):
        bench.point("probability", step, x.softmax(1)[0, 0])
        optimizer.zero_grad()
        loss(x, label).backward()
        optimizer.step()
    bench.measure("probability", x.softmax(1)[0, 0])
