"""Every schedule by itself: the curve that step() walks, and the formula that it should follow."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, pi
from typing import Any

from quizapp.lab.bench import Bench, Knob, lab

T = 10  # the period, ramp or milestone of each schedule below; the base lr is 1


def wave(t: int) -> float:
    return (1 + cos(pi * t / T)) / 2


SHAPES: dict[str, tuple[Callable[[Any, Any], Any], Callable[[int], float]]] = {
    "LambdaLR": (lambda of, o: of.LambdaLR(o, lambda t: 1 / (1 + t)), lambda t: 1 / (1 + t)),
    "MultiplicativeLR": (lambda of, o: of.MultiplicativeLR(o, lambda _: 0.9), lambda t: 0.9**t),
    "StepLR": (lambda of, o: of.StepLR(o, T, 0.5), lambda t: 0.5 ** (t // T)),
    "MultiStepLR": (lambda of, o: of.MultiStepLR(o, [T, 2 * T]), lambda t: 0.1 ** min(t // T, 2)),
    "ConstantLR": (lambda of, o: of.ConstantLR(o, 0.5, T), lambda t: 0.5 if t < T else 1.0),
    "LinearLR": (lambda of, o: of.LinearLR(o, 0.1, 1.0, T), lambda t: 0.1 + 0.9 * min(t, T) / T),
    "ExponentialLR": (lambda of, o: of.ExponentialLR(o, 0.9), lambda t: 0.9**t),
    "PolynomialLR": (lambda of, o: of.PolynomialLR(o, T, 2.0), lambda t: (1 - min(t, T) / T) ** 2),
    "CosineAnnealingLR": (lambda of, o: of.CosineAnnealingLR(o, T), wave),
    "CosineAnnealingWarmRestarts": (
        lambda of, o: of.CosineAnnealingWarmRestarts(o, T),
        lambda t: wave(t % T),
    ),
    "CyclicLR": (
        lambda of, o: of.CyclicLR(o, 0.0, 1.0, T, cycle_momentum=False),
        lambda t: 1 - abs(t % (2 * T) - T) / T,
    ),
}


@lab(
    claim="step() walks each schedule's formula; a cosine rises again after T, a polynomial stays.",
    topic="schedules",
    knobs={
        "scheduler": Knob("CosineAnnealingLR", choices=("LambdaLR", "MultiplicativeLR", "StepLR",
            "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR",
            "CosineAnnealingLR", "CosineAnnealingWarmRestarts", "CyclicLR")),
        "steps": Knob(30, low=10, high=1000),
    },
    measures={
        "middle": "lr after 10 steps: the period, ramp or milestone of every schedule here",
        "last": "lr after the last step",
        "rises": "does the lr ever rise",
        "gap": "largest difference between the walked curve and the formula",
    },
    series={"lr": "what step() leaves in the group", "formula": "the formula at the same step"},
    source="torch.optim.lr_scheduler",
)  # fmt: skip
def schedule_curves(bench: Bench, scheduler: str, steps: int) -> None:
    optimizer = bench.optim.SGD([bench.param([1.0])], lr=1.0)
    build, formula = SHAPES[scheduler]
    schedule = build(bench.optim.lr_scheduler, optimizer)
    walked: list[float] = []
    for step in range(steps + 1):
        walked.append(optimizer.param_groups[0]["lr"])
        bench.point("lr", step, walked[-1])
        bench.point("formula", step, formula(step))
        optimizer.step()
        schedule.step()
    bench.measure("middle", walked[T])
    bench.measure("last", walked[steps])
    bench.measure("rises", any(after > before + 1e-12 for before, after in pairwise(walked)))
    bench.measure("gap", max(abs(lr - formula(t)) for t, lr in enumerate(walked)))
