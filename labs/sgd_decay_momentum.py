"""SGD's weight decay against shrinking the weights directly, with and without momentum."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="In plain SGD L2 and decoupled decay are the same; momentum remembers L2 and parts them.",
    topic="weight decay",
    knobs={
        "momentum": Knob(0.9, low=0.0, high=0.99),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
        "lr": Knob(0.1, low=0.0, high=0.5),
        "steps": Knob(30, low=2, high=200),
    },
    measures={
        "gap": "largest distance between the two on the way",
        "same": "do they agree up to rounding",
        "l2": "where SGD(weight_decay=...) ends",
        "decoupled": "where shrinking by 1 - lr·weight_decay before each step ends",
    },
    series={"l2": "SGD(weight_decay=...)", "decoupled": "weights shrunk directly"},
    source="torch.optim.SGD; Loshchilov & Hutter 2019, proposition 1",
)
def sgd_decay_momentum(
    bench: Bench, momentum: float, weight_decay: float, lr: float, steps: int
) -> None:
    coupled, direct = bench.param([1.0]), bench.param([1.0])
    l2 = bench.optim.SGD([coupled], lr=lr, momentum=momentum, weight_decay=weight_decay)
    bare = bench.optim.SGD([direct], lr=lr, momentum=momentum)
    gap = 0.0
    for step in range(steps):
        bench.point("l2", step, coupled)
        bench.point("decoupled", step, direct)
        for x in (coupled, direct):
            x.grad = x.detach() - 3  # of (x - 3)²/2
        direct.data.mul_(1 - lr * weight_decay)
        l2.step()
        bare.step()
        gap = max(gap, (coupled - direct).abs().item())
    bench.measure("gap", gap)
    bench.measure("same", gap < 1e-5)
    bench.measure("l2", coupled.item())
    bench.measure("decoupled", direct.item())
