"""SequentialLR: at which step the second schedule takes over, and from which lr."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="At the milestone itself the next schedule is at its own step 0, from the base lr.",
    topic="schedules",
    knobs={
        "milestone": Knob(5, low=2, high=50, unit="steps"),
        "start_factor": Knob(0.1, low=0.01, high=1.0, help="the warm-up begins at this share"),
        "gamma": Knob(0.9, low=0.1, high=1.0, help="the second schedule, ExponentialLR"),
    },
    measures={
        "before": "lr one step before the milestone",
        "at": "lr at the milestone",
        "after": "lr one step after it",
        "ratio": "after over at: one step of the second schedule",
    },
    series={"lr": "lr at each step"},
    source="torch.optim.lr_scheduler.SequentialLR",
)
def sequential_milestone(bench: Bench, milestone: int, start_factor: float, gamma: float) -> None:
    of = bench.optim.lr_scheduler
    optimizer = bench.optim.SGD([bench.param([1.0])], lr=1.0)
    # A ramp twice as long as its turn: handing its lr over would be seen.
    warm_up = of.LinearLR(optimizer, start_factor, total_iters=2 * milestone)
    decay = of.ExponentialLR(optimizer, gamma)
    schedule = of.SequentialLR(optimizer, [warm_up, decay], milestones=[milestone])
    lrs = []
    for step in range(2 * milestone + 1):
        lrs.append(optimizer.param_groups[0]["lr"])
        bench.point("lr", step, lrs[-1])
        optimizer.step()
        schedule.step()
    bench.measure("before", lrs[milestone - 1])
    bench.measure("at", lrs[milestone])
    bench.measure("after", lrs[milestone + 1])
    bench.measure("ratio", lrs[milestone + 1] / lrs[milestone])
