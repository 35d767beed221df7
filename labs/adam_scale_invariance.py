"""The same descent with every gradient multiplied by a constant: how far the paths part."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adam's path does not change when all gradients are scaled, until ε is felt.",
    topic="adaptive rates",
    knobs={
        "opt": Knob("Adam", choices=("Adam", "AdamW", "RMSprop", "Adagrad", "NAdam", "SGD")),
        "power": Knob(3, low=-12, high=6, help="all gradients are multiplied by ten to this"),
        "eps": Knob(1e-8, low=0.0, high=0.1, help="not of SGD"),
        "steps": Knob(30, low=1, high=200),
    },
    measures={
        "gap": "largest distance between the two paths",
        "same": "are they the same to within a thousandth of the way",
        "first": "first step with scaled gradients over the first without",
    },
    series={"plain": "gradients as they are", "scaled": "gradients multiplied"},
    source="Kingma & Ba 2015, section 2.1",
)
def adam_scale_invariance(bench: Bench, opt: str, power: int, eps: float, steps: int) -> None:
    settings = {} if opt == "SGD" else {"eps": eps}
    paths = {}
    for name, scale in (("plain", 1.0), ("scaled", 10.0**power)):
        x = bench.param([1.0])
        optimizer = getattr(bench.optim, opt)([x], lr=0.02, **settings)
        paths[name] = [x.item()]
        for step in range(steps):
            bench.point(name, step, x)
            x.grad = scale * 2 * (x.detach() - 3)  # of scale·(x - 3)²
            optimizer.step()
            paths[name].append(x.item())
    plain, scaled = paths.values()
    gap = max(abs(a - b) for a, b in zip(plain, scaled, strict=True))
    bench.measure("gap", gap)
    bench.measure("same", gap < 0.001 * abs(plain[-1] - plain[0]))
    bench.measure("first", (scaled[1] - scaled[0]) / (plain[1] - plain[0]))
