"""ignore_index: samples that CrossEntropyLoss leaves out, of the sum and of the count."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Ignored samples are out of the mean's divisor too; when all are, the loss is nan.",
    topic="losses",
    knobs={"ignored": Knob(2, low=0, high=4, help="of the four samples")},
    measures={
        "loss": "mean loss over the batch (nan with nothing left)",
        "kept": "mean loss over the samples that count alone",
        "over_all": "their sum over all four samples",
        "row_grads": "size of the gradient of each sample's scores",
        "rows_moved": "which samples' scores one step of SGD moves",
    },
    source="torch.nn.CrossEntropyLoss: ignore_index",
)
def ignore_index(bench: Bench, ignored: int) -> None:
    x = bench.param([[0.5, -0.2, 0.1], [1.0, 0.3, 0.0], [-0.4, 0.2, 0.6], [0.0, 0.9, 0.1]])
    labels = torch.tensor([0, 1, 2, 0], device=bench.device)
    labels[:ignored] = -100  # the default ignore_index
    loss = nn.CrossEntropyLoss()(x, labels)
    each = nn.CrossEntropyLoss(reduction="none")(x, labels)
    bench.measure("loss", "nan" if loss.isnan() else loss)
    bench.measure("kept", each[ignored:].mean() if ignored < 4 else "nothing to average")
    bench.measure("over_all", each.sum() / 4)
    start = x.detach().clone()
    optimizer = bench.optim.SGD([x], lr=0.1)
    loss.backward()
    optimizer.step()
    assert x.grad is not None
    bench.measure("row_grads", x.grad.norm(dim=1).nan_to_num())
    bench.measure("rows_moved", (x != start).any(1))
