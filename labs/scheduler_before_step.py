"""What is lost when scheduler.step() comes before optimizer.step()."""

import warnings

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Scheduler first: torch warns once, and the first lr of the schedule is never used.",
    topic="schedules",
    knobs={"scheduler_first": Knob(True), "epochs": Knob(3, low=1, high=20)},
    measures={
        "used": "lr that each optimizer step really used (the schedule starts at 0.1, x0.1 each)",
        "warnings": "how many warnings were given",
        "raised": "what was raised, empty if nothing",
    },
    series={"lr": "lr used by each step"},
    source="torch.optim: how to adjust learning rate",
)
def scheduler_before_step(bench: Bench, scheduler_first: bool, epochs: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    scheduler = bench.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
    x.sum().backward()
    used: list[float] = []

    def train() -> None:
        for epoch in range(epochs):
            if scheduler_first:
                scheduler.step()
            used.append(optimizer.param_groups[0]["lr"])
            bench.point("lr", epoch + 1, used[-1])
            optimizer.step()
            if not scheduler_first:
                scheduler.step()

    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        bench.measure("raised", bench.raises(train))
    bench.measure("used", used)
    bench.measure("warnings", len(given))
