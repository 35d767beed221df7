"""The largest learning rate at which SGD still converges on the parabola λx²/2."""

import math

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="On λx²/2 gradient descent is stable below lr = 2/λ, the heavy ball below 2(1 + μ)/λ.",
    topic="descent and momentum",
    knobs={
        "curvature": Knob(1.0, low=0.1, high=100.0, help="λ, the second derivative"),
        "momentum": Knob(0.0, low=0.0, high=0.9),
        "steps": Knob(100, low=50, high=200, help="after which |x| must have shrunk"),
    },
    measures={
        "limit": "the largest stable lr found, by halving the interval",
        "predicted": "2(1 + μ)/λ",
        "ratio": "the first over the second",
    },
    series={"growth": "powers of ten that |x| grows by in a step, by lr over 2(1 + μ)/λ"},
    source="Polyak 1964; Goh 2017, Why Momentum Really Works",
)
def stability_limit(bench: Bench, curvature: float, momentum: float, steps: int) -> None:
    predicted = 2 * (1 + momentum) / curvature

    def growth(lr: float) -> float:
        x = bench.param([1.0])
        optimizer = bench.optim.SGD([x], lr=lr, momentum=momentum)
        step = 0
        while step < steps and 1e-9 < abs(x.item()) < 1e9:  # beyond, the matter is decided
            x.grad = curvature * x.detach()
            optimizer.step()
            step += 1
        return math.log10(max(abs(x.item()), 1e-30)) / step

    for tenth in range(2, 13, 2):
        bench.point("growth", tenth / 10, growth(predicted * tenth / 10))
        bench.progress(tenth / 24, "sweep")
    low, high = 0.0, 2 * predicted
    for halving in range(8):
        middle = (low + high) / 2
        low, high = (middle, high) if growth(middle) < 0 else (low, middle)
        bench.progress(0.5 + halving / 16, "halving")
    bench.measure("limit", (low + high) / 2)
    bench.measure("predicted", predicted)
    bench.measure("ratio", (low + high) / 2 / predicted)
