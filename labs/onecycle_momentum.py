"""OneCycleLR: what the momentum does while the learning rate goes up and down."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The momentum runs against the lr: lowest where the lr is highest, and the other way.",
    topic="schedules",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW"), help="SGD's momentum or Adam's beta1"),
        "total_steps": Knob(50, low=10, high=1000, unit="steps"),
        "pct_start": Knob(0.3, low=0.1, high=0.9, help="share of the steps in which the lr rises"),
        "div_factor": Knob(25.0, low=2.0, high=100.0, help="max_lr over the lr of the start"),
    },
    measures={
        "peak": "step with the highest lr",
        "momentum_at_peak": "momentum (or beta1) at that step",
        "momentum_at_ends": "momentum at the first and the last step",
        "start": "lr of the first step (max_lr is 1)",
        "end": "lr of the last step",
        "past_the_end": "what one step more raises",
    },
    series={"lr": "lr at each step", "momentum": "momentum at each step"},
    source="torch.optim.lr_scheduler.OneCycleLR; Smith & Topin 2017",
)
def onecycle_momentum(
    bench: Bench, opt: str, total_steps: int, pct_start: float, div_factor: float
) -> None:
    more = {"momentum": 0.9} if opt == "SGD" else {}
    optimizer = getattr(bench.optim, opt)([bench.param([1.0])], lr=0.5, **more)
    schedule = bench.optim.lr_scheduler.OneCycleLR(
        optimizer, 1.0, total_steps, pct_start=pct_start, div_factor=div_factor
    )
    (group,) = optimizer.param_groups
    lrs, momenta = [], []
    for step in range(total_steps):
        lrs.append(group["lr"])
        momenta.append(group["momentum"] if opt == "SGD" else group["betas"][0])
        bench.point("lr", step, lrs[-1])
        bench.point("momentum", step, momenta[-1])
        optimizer.step()
        schedule.step()
    peak = lrs.index(max(lrs))
    bench.measure("peak", peak)
    bench.measure("momentum_at_peak", momenta[peak])
    bench.measure("momentum_at_ends", [momenta[0], momenta[-1]])
    bench.measure("start", lrs[0])
    bench.measure("end", lrs[-1])
    bench.measure("past_the_end", bench.raises(schedule.step))
