"""RMSprop's ε: added to the root of v, or to v under the root as other libraries do."""

import math

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="RMSprop divides by √v + ε: ε stays outside the root (TensorFlow's is inside).",
    topic="adaptive rates",
    knobs={
        "eps": Knob(0.01, low=1e-8, high=1.0),
        "alpha": Knob(0.99, low=0.0, high=0.999),
        "gradient": Knob(0.1, low=1e-6, high=100.0),
    },
    measures={
        "step": "length of the first step, in units of lr",
        "outside": "g / (√v + ε)",
        "inside": "g / √(v + ε)",
        "placed": "which of the two it is nearer to: outside or inside",
    },
    series={
        "step": "first step in units of lr, by the power of ten of the gradient",
        "outside": "the formula with ε outside the root",
        "inside": "the formula with ε inside",
    },
    source="torch.optim.RMSprop",
)
def rmsprop_eps_placement(bench: Bench, eps: float, alpha: float, gradient: float) -> None:
    lr = 0.01

    def first_step(g: float) -> tuple[float, float, float]:
        x = bench.param([0.0])
        optimizer = bench.optim.RMSprop([x], lr=lr, alpha=alpha, eps=eps)
        x.grad = bench.param([g]).detach()
        optimizer.step()
        v = (1 - alpha) * g * g
        return -x.item() / lr, g / (math.sqrt(v) + eps), g / math.sqrt(v + eps)

    for power in range(-4, 3):
        for name, value in zip(("step", "outside", "inside"), first_step(10.0**power), strict=True):
            bench.point(name, power, value)
    step, outside, inside = first_step(gradient)
    bench.measure("step", step)
    bench.measure("outside", outside)
    bench.measure("inside", inside)
    bench.measure("placed", "outside" if abs(step - outside) < abs(step - inside) else "inside")
