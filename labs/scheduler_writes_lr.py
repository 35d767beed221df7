"""What a learning-rate scheduler changes in its optimizer, and what it leaves alone."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A scheduler writes group['lr'], group by group; weights, gradients, defaults stay.",
    topic="schedules",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "epochs": Knob(1, low=0, high=50),
        "step_size": Knob(1, low=1, high=50),
        "gamma": Knob(0.1, low=0.01, high=1.0),
    },
    measures={
        "lr": "lr of each group after the epochs (they start at 0.1 and 0.01)",
        "writes_lr": "did scheduler.step() change a group's lr",
        "writes_weight": "did scheduler.step() change a weight",
        "writes_grad": "did scheduler.step() change a gradient",
        "writes_defaults": "did scheduler.step() change optimizer.defaults['lr']",
        "stride": "size of the optimizer's next step for the first group",
    },
    series={"lr": "lr of the first group"},
    source="torch.optim.lr_scheduler.StepLR",
)
def scheduler_writes_lr(bench: Bench, opt: str, epochs: int, step_size: int, gamma: float) -> None:
    x, y = bench.param([1.0]), bench.param([1.0])
    groups = [{"params": [x]}, {"params": [y], "lr": 0.01}]
    optimizer = getattr(bench.optim, opt)(groups, lr=0.1)
    scheduler = bench.optim.lr_scheduler.StepLR(optimizer, step_size=step_size, gamma=gamma)
    (x + y).sum().backward()

    def seen() -> dict[str, float]:
        lr, default = optimizer.param_groups[0]["lr"], optimizer.defaults["lr"]
        assert x.grad is not None
        return {"lr": lr, "weight": x.item(), "grad": x.grad.item(), "defaults": default}

    changed = dict.fromkeys(seen(), False)
    for epoch in range(epochs):
        optimizer.step()
        before = seen()
        scheduler.step()
        changed = {name: changed[name] or before[name] != new for name, new in seen().items()}
        bench.point("lr", epoch + 1, optimizer.param_groups[0]["lr"])
    for name, value in changed.items():
        bench.measure(f"writes_{name}", value)
    bench.measure("lr", [group["lr"] for group in optimizer.param_groups])
    here = x.item()
    optimizer.step()
    bench.measure("stride", abs(x.item() - here))
