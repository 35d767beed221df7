"""RAdam under a constant gradient of 10: from which step on it divides by the root of v."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="RAdam is plain momentum until v stands for five gradients: to step 5 at β2 = 0.999.",
    topic="adaptive rates",
    knobs={
        "beta2": Knob(0.999, low=0.9, high=0.9999),
        "gradient": Knob(10.0, low=2.0, high=1000.0, help="not 1: there both steps are as long"),
        "steps": Knob(40, low=12, high=200),
    },
    measures={
        "first_adaptive": "first step that is not lr·g long",
        "predicted": "first step at which ρ > 5",
        "before": "length of the step before it, in units of lr",
        "at": "length of that step, in units of lr",
        "last": "length of the last step, in units of lr: Adam's is 1",
    },
    series={"step": "length of each step, in units of lr"},
    source="Liu et al. 2020, On the Variance of the Adaptive Learning Rate",
)
def radam_warmup(bench: Bench, beta2: float, gradient: float, steps: int) -> None:
    lr = 0.001
    x = bench.param([0.0])
    optimizer = bench.optim.RAdam([x], lr=lr, betas=(0.9, beta2))
    sizes = []
    for step in range(1, steps + 1):
        before = x.item()
        x.grad = bench.param([gradient]).detach()
        optimizer.step()
        sizes.append((before - x.item()) / lr)
        bench.point("step", step, sizes[-1])
    most = 2 / (1 - beta2) - 1
    length = [most - 2 * t * beta2**t / (1 - beta2**t) for t in range(1, steps + 1)]
    adaptive = [abs(size / gradient - 1) > 0.01 for size in sizes]
    first = adaptive.index(True) if True in adaptive else -1
    bench.measure("first_adaptive", first + 1)
    bench.measure("predicted", next((t for t, rho in enumerate(length, 1) if rho > 5), 0))
    bench.measure("before", sizes[first - 1] if first > 0 else 0.0)
    bench.measure("at", sizes[first])
    bench.measure("last", sizes[-1])
