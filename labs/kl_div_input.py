"""KLDivLoss wants the logarithm of the model's probabilities, and takes the target as it is."""

import torch
from torch.nn.functional import kl_div

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Of two equal distributions it is 0 for log-probabilities only; probabilities go below.",
    topic="losses",
    knobs={
        "fed": Knob("log_softmax", choices=("log_softmax", "softmax"), help="what it is given"),
        "reduction": Knob("batchmean", choices=("batchmean", "mean", "sum")),
        "steps": Knob(100, low=1, high=300, help="of SGD with lr 1 from even scores"),
    },
    measures={
        "equal": "the loss of a distribution against itself",
        "formula": "sum of q (log q - log p), from even scores, over the two samples",
        "loss": "the loss from even scores",
        "off": "after the steps, largest distance of the model from its target",
    },
    series={"loss": "the loss before each step"},
    source="torch.nn.KLDivLoss",
)
def kl_div_input(bench: Bench, fed: str, reduction: str, steps: int) -> None:
    q = bench.param([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]).detach()
    x = bench.param([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

    def loss(scores: torch.Tensor) -> torch.Tensor:
        given = scores.log_softmax(1) if fed == "log_softmax" else scores.softmax(1)
        return kl_div(given, q, reduction=reduction)

    with_logs = (q * (q.log() - x.log_softmax(1))).sum() / 2
    bench.measure("equal", round(loss(q.log()).item(), 6))
    bench.measure("formula", with_logs)
    bench.measure("loss", loss(x))
    optimizer = bench.optim.SGD([x], lr=1.0)
    for step in range(steps):
        optimizer.zero_grad()
        value = loss(x)
        value.backward()
        bench.point("loss", step, value)
        optimizer.step()
    bench.measure("off", (x.softmax(1) - q).abs().max())
