"""Reddi's periodic gradient on [-1, 1]: rarely C, else -1, so that the best x is -1."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="On Reddi's example Adam forgets the rare large gradient and ends at +1; AMSGrad at -1.",
    topic="adaptive rates",
    knobs={
        "large": Knob(3.0, low=2.5, high=10.0, help="C: the gradient of every third step"),
        "lr": Knob(0.5, low=0.05, high=1.0, help="falls as 1/√t"),
        "steps": Knob(300, low=150, high=600),
    },
    measures={
        "adam": "mean x over the last third, Adam",
        "amsgrad": "mean x over the last third, AMSGrad",
        "adam_wrong": "did Adam end on the wrong side",
        "amsgrad_right": "did AMSGrad end on the right side",
    },
    series={"adam": "x under Adam", "amsgrad": "x under AMSGrad"},
    source="Reddi et al. 2018, theorem 1",
)
def amsgrad_counterexample(bench: Bench, large: float, lr: float, steps: int) -> None:
    betas = (0.0, 1 / (1 + large**2))
    mean = {}
    for number, name in enumerate(("adam", "amsgrad")):
        x = bench.param([0.0])
        optimizer = bench.optim.Adam([x], lr=lr, betas=betas, amsgrad=name == "amsgrad")
        late = 0.0
        for step in range(1, steps + 1):
            optimizer.param_groups[0]["lr"] = lr / step**0.5
            x.grad = bench.param([large if step % 3 == 1 else -1.0]).detach()
            optimizer.step()
            x.data.clamp_(-1, 1)
            if step % 3 == 0:  # once a period
                bench.point(name, step, x)
                late += x.item() if 3 * step > 2 * steps else 0.0
        mean[name] = late / (steps // 3 - (2 * steps // 3) // 3)
        bench.progress((number + 1) / 2)
    bench.measure("adam", mean["adam"])
    bench.measure("amsgrad", mean["amsgrad"])
    bench.measure("adam_wrong", mean["adam"] > 0)
    bench.measure("amsgrad_right", mean["amsgrad"] < 0)
