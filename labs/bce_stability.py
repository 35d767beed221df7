"""BCELoss after a sigmoid against BCEWithLogitsLoss, on a score that is very wrong."""

from collections.abc import Callable

from torch import Tensor, nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Far out the sigmoid rounds to 0: BCELoss stops at 100 and loses its gradient.",
    topic="losses",
    knobs={"score": Knob(-120.0, low=-500.0, high=-1.0, help="of a sample whose target is 1")},
    measures={
        "with_logits": "BCEWithLogitsLoss, which is -score far out",
        "after_sigmoid": "BCELoss of the sigmoid, which clamps its log at -100",
        "grad_with_logits": "gradient of the first by the score",
        "grad_after_sigmoid": "gradient of the second by the score",
        "moved": "how far one step of SGD (lr 1) with the second moves the score",
    },
    series={"with logits": "loss over the score", "after sigmoid": "loss over the score"},
    source="torch.nn.BCEWithLogitsLoss",
)
def bce_stability(bench: Bench, score: float) -> None:
    one = bench.param([1.0]).detach()
    losses: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
        "with_logits": nn.BCEWithLogitsLoss(),
        "after_sigmoid": lambda x, y: nn.BCELoss()(x.sigmoid(), y),
    }
    for name, loss in losses.items():
        for i in range(41):
            here = bench.param([score * i / 40])
            bench.point(name.replace("_", " "), here.item(), loss(here, one))
        x = bench.param([score])
        optimizer = bench.optim.SGD([x], lr=1.0)
        value = loss(x, one)
        value.backward()
        bench.measure(name, value)
        bench.measure(f"grad_{name}", x.grad)
        optimizer.step()
    bench.measure("moved", x.item() - score)
