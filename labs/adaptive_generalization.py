"""Wilson's separable data: one feature tells the label, others mislead an adaptive optimizer."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="On Wilson's data SGD is right on new points; adaptive methods err on the rarer label.",
    topic="adaptive rates",
    knobs={
        "opt": Knob("Adam", choices=("SGD", "Adam", "Adagrad", "RMSprop", "AdamW", "LBFGS")),
        "points": Knob(30, low=10, high=60),
        "positive": Knob(0.7, low=0.55, high=0.9, help="share of the label +1"),
        "steps": Knob(200, low=20, high=400),
    },
    measures={
        "train": "share of the training points that it gets right",
        "test": "share of new points that it gets right",
        "label_weight": "weight of the feature that tells the label",
        "constant_weight": "weight of the two that are always 1, together",
    },
    series={"loss": "training loss before each step"},
    source="Wilson et al. 2017, The Marginal Value of Adaptive Gradient Methods, section 3.3",
)
def adaptive_generalization(
    bench: Bench, opt: str, points: int, positive: float, steps: int
) -> None:
    rates = {"SGD": 0.02, "Adagrad": 0.1, "LBFGS": 1.0}
    y = torch.tensor([1.0 if i < positive * points else -1.0 for i in range(points)])
    y = y.to(bench.device, bench.dtype)
    # Label, two constants, then places of its own for each point: one if +1, five if -1.
    x = torch.zeros(points, 3 + 5 * points, dtype=bench.dtype, device=bench.device)
    x[:, 0], x[:, 1], x[:, 2] = y, 1, 1
    for i in range(points):
        x[i, 3 + 5 * i : 4 + 5 * i if y[i] > 0 else 8 + 5 * i] = 1
    weight = bench.param([0.0] * x.shape[1])
    optimizer = getattr(bench.optim, opt)([weight], lr=rates.get(opt, 0.01))

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = ((x @ weight - y) ** 2).mean()
        loss.backward()
        return loss

    for step in range(steps if opt != "LBFGS" else 5):
        bench.point("loss", step, optimizer.step(closure))
    label, constant = weight[0].item(), (weight[1] + weight[2]).item()
    right = [sign * (sign * label + constant) > 0 for sign in (1, -1)]  # new places weigh nothing
    bench.measure("train", ((x @ weight) * y > 0).double().mean())
    bench.measure("test", positive * right[0] + (1 - positive) * right[1])
    bench.measure("label_weight", label)
    bench.measure("constant_weight", constant)
