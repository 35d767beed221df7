"""CosineAnnealingWarmRestarts: when the lr jumps back up, and how the periods grow."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The lr is back at the base at step T_0, and each period is T_mult times the one before.",
    topic="schedules",
    knobs={
        "T_0": Knob(5, low=2, high=50, unit="steps", help="the first period"),
        "T_mult": Knob(2, low=1, high=3),
        "eta_min": Knob(0.0, low=0.0, high=0.9, help="the lowest lr; the base is 1"),
    },
    measures={
        "restarts": "steps at which the lr is back at the base, the first three",
        "lowest": "the lowest lr that is ever used",
        "periods": "the lengths of the periods that were walked through",
    },
    series={"lr": "lr at each step"},
    source="torch.optim.lr_scheduler.CosineAnnealingWarmRestarts; Loshchilov & Hutter 2017",
)
def warm_restarts(bench: Bench, T_0: int, T_mult: int, eta_min: float) -> None:
    optimizer = bench.optim.SGD([bench.param([1.0])], lr=1.0)
    schedule = bench.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0, T_mult, eta_min)
    lrs: list[float] = []
    for step in range(T_0 * (1 + T_mult + T_mult**2) + 2):
        lrs.append(optimizer.param_groups[0]["lr"])
        bench.point("lr", step, lrs[-1])
        optimizer.step()
        schedule.step()
    restarts = [step for step in range(1, len(lrs)) if lrs[step] > lrs[step - 1]]
    bench.measure("restarts", restarts[:3])
    bench.measure("lowest", min(lrs))
    bench.measure("periods", [b - a for a, b in zip([0, *restarts], restarts, strict=False)])
