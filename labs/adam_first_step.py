"""The length of Adam's first step, for gradients from a millionth to a million."""

import math

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Bias correction makes Adam's first step lr long, whatever the gradient's size.",
    topic="adaptive rates",
    knobs={
        "opt": Knob("Adam", choices=("Adam", "AdamW", "NAdam", "Adamax", "RMSprop", "SGD")),
        "lr": Knob(0.001, low=0.0001, high=1.0),
        "beta1": Knob(0.9, low=0.0, high=0.99, help="of the three Adams"),
        "beta2": Knob(0.999, low=0.5, high=0.9999, help="of the three Adams"),
        "eps": Knob(1e-8, low=0.0, high=0.1, help="not of SGD"),
    },
    measures={
        "shortest": "the shortest of the first steps, in units of lr",
        "longest": "the longest of them",
        "uncorrected": "what they would be without bias correction: (1 - β1)/√(1 - β2)",
        "scale_free": "are the longest and the shortest within 2% of each other",
    },
    series={"step": "first step in units of lr, by the power of ten of the gradient"},
    source="Kingma & Ba 2015, section 2.1",
)
def adam_first_step(
    bench: Bench, opt: str, lr: float, beta1: float, beta2: float, eps: float
) -> None:
    settings: dict[str, object] = {} if opt == "SGD" else {"eps": eps}
    if opt not in ("SGD", "RMSprop"):
        settings["betas"] = (beta1, beta2)
    sizes = []
    for power in range(-6, 7):
        x = bench.param([0.0])
        optimizer = getattr(bench.optim, opt)([x], lr=lr, **settings)
        x.grad = bench.param([10.0**power]).detach()
        optimizer.step()
        sizes.append(-x.item() / lr)
        bench.point("step", power, sizes[-1])
    bench.measure("shortest", min(sizes))
    bench.measure("longest", max(sizes))
    bench.measure("uncorrected", (1 - beta1) / math.sqrt(1 - beta2))
    bench.measure("scale_free", max(sizes) <= 1.02 * min(sizes))
