"""A feature that is seen often and one that is seldom seen: how far one sighting moves each."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adagrad gives a rare feature longer steps than a frequent one; SGD makes none of it.",
    topic="adaptive rates",
    knobs={
        "opt": Knob("Adagrad", choices=("Adagrad", "SGD", "RMSprop")),
        "every": Knob(25, low=2, high=50, help="the rare feature comes once in so many steps"),
        "rounds": Knob(4, low=1, high=10, help="sightings of the rare feature"),
    },
    measures={
        "frequent": "the frequent feature's last step, in units of lr",
        "rare": "the rare feature's last step, in units of lr",
        "times": "how many times longer the rare one's is",
    },
    series={"frequent": "the frequent feature's weight", "rare": "the rare feature's weight"},
    source="Duchi et al. 2011, section 1",
)
def adagrad_rare_features(bench: Bench, opt: str, every: int, rounds: int) -> None:
    lr = 0.1
    weights = bench.param([0.0, 0.0])
    optimizer = getattr(bench.optim, opt)([weights], lr=lr)
    moved = [0.0, 0.0]
    for step in range(1, every * rounds + 1):
        bench.point("frequent", step, weights[0])
        bench.point("rare", step, weights[1])
        before = weights.tolist()
        seen = [1.0, 1.0 if step % every == 0 else 0.0]
        weights.grad = -bench.param(seen).detach()
        optimizer.step()
        moved = [(b - a) / lr for a, b in zip(before, weights.tolist(), strict=True)]
    bench.measure("frequent", moved[0])
    bench.measure("rare", moved[1])
    bench.measure("times", moved[1] / moved[0])
