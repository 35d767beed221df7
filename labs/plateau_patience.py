"""ReduceLROnPlateau: how many epochs without progress it takes until the lr drops."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The lr drops after patience + 1 epochs without progress, and waits out a cooldown.",
    topic="schedules",
    knobs={
        "patience": Knob(3, low=0, high=20, unit="epochs"),
        "cooldown": Knob(0, low=0, high=10, unit="epochs", help="not counted after a drop"),
        "threshold": Knob(0.0001, low=0.0, high=0.5, help="relative progress that counts"),
        "progress": Knob(0.0, low=0.0, high=0.5, help="share by which the metric falls an epoch"),
    },
    measures={
        "drop": "epoch in which the lr dropped first (the first is 1, the best so far); 0 if never",
        "again": "epochs from the first drop to the second; 0 if never",
        "lr": "lr in the end (it starts at 1, x0.1 a drop)",
    },
    series={"metric": "what step(metric) is given", "lr": "lr after each epoch"},
    source="torch.optim.lr_scheduler.ReduceLROnPlateau",
)
def plateau_patience(
    bench: Bench, patience: int, cooldown: int, threshold: float, progress: float
) -> None:
    optimizer = bench.optim.SGD([bench.param([1.0])], lr=1.0)
    schedule = bench.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, patience=patience, cooldown=cooldown, threshold=threshold
    )
    metric, drops = 1.0, []
    for epoch in range(1, 4 * (patience + cooldown + 2)):
        before = optimizer.param_groups[0]["lr"]
        optimizer.step()
        schedule.step(metric)
        after = optimizer.param_groups[0]["lr"]
        bench.point("metric", epoch, metric)
        bench.point("lr", epoch, after)
        if after < before:
            drops.append(epoch)
        metric *= 1 - progress
    bench.measure("drop", drops[0] if drops else 0)
    bench.measure("again", drops[1] - drops[0] if len(drops) > 1 else 0)
    bench.measure("lr", optimizer.param_groups[0]["lr"])
