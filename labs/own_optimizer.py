"""An optimizer of one's own, SGDMomentumNesterov: where it is SGD, and where it goes further."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="SGDMomentumNesterov is SGD to the last bit, until decoupled decay is asked of it.",
    topic="inside an optimizer",
    knobs={
        "momentum": Knob(0.9, low=0.0, high=0.99),
        "nesterov": Knob(True, help="only with momentum"),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
        "steps": Knob(20, low=1, high=200),
    },
    measures={
        "gap": "largest distance from SGD on the way",
        "same": "is every position bitwise SGD's",
        "keys": "what it keeps for a parameter",
        "loads": "what loading SGD's state_dict into it raises, empty if nothing",
    },
    series={"own": "position under SGDMomentumNesterov", "sgd": "position under SGD"},
    source="quizapp.optim.SGDMomentumNesterov",
)
def own_optimizer(
    bench: Bench, momentum: float, nesterov: bool, weight_decay: float, steps: int
) -> None:
    ours = getattr(bench.optim, "SGDMomentumNesterov", bench.optim.SGD)  # torch: SGD against SGD
    settings = {"lr": 0.05, "momentum": momentum, "weight_decay": weight_decay}
    x, y = bench.param([1.0]), bench.param([1.0])
    own = ours([x], nesterov=nesterov and momentum > 0, **settings)
    sgd = bench.optim.SGD([y], nesterov=nesterov and momentum > 0, **settings)
    gap, same = 0.0, True
    for step in range(steps):
        bench.point("own", step, x)
        bench.point("sgd", step, y)
        for optimizer in (own, sgd):
            optimizer.zero_grad()
        ((x - 3) ** 2 + (y - 3) ** 2).sum().backward()
        own.step()
        sgd.step()
        gap, same = max(gap, (x - y).abs().item()), same and x.equal(y)
    bench.measure("gap", gap)
    bench.measure("same", same)
    bench.measure("keys", sorted(own.state[x]))
    bench.measure("loads", bench.raises(lambda: own.load_state_dict(sgd.state_dict())))
