"""Training goes on from a checkpoint: which parts of it must be restored to go on unchanged."""

from copy import deepcopy

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Only weights, optimizer state and scheduler state together resume bit for bit.",
    topic="state and checkpoints",
    knobs={
        "weights": Knob(True, help="restore the weights"),
        "optimizer": Knob(True, help="restore the optimizer's state"),
        "scheduler": Knob(True, help="restore the scheduler's state"),
        "opt": Knob("Adam", choices=("SGD", "Adam", "AdamW")),
        "steps": Knob(10, low=1, high=100, help="before the checkpoint, and again after it"),
    },
    measures={
        "same": "is the end bitwise that of the run without interruption",
        "difference": "how far the two ends are apart",
        "lr": "lr at the resumed run's end",
        "lr_uninterrupted": "lr at the uninterrupted run's end",
    },
    series={"resumed": "loss after the checkpoint", "uninterrupted": "the same, never stopped"},
    source="torch.optim.Optimizer.state_dict",
)
def resume(
    bench: Bench, weights: bool, optimizer: bool, scheduler: bool, opt: str, steps: int
) -> None:
    straight = _Training(bench, opt)
    for _ in range(steps):
        straight.step()
    saved = straight.x.detach().clone()
    # Copied, as a file would be: a state_dict's tensors are those the training goes on changing.
    states = deepcopy((straight.optimizer.state_dict(), straight.scheduler.state_dict()))

    resumed = _Training(bench, opt)
    if weights:
        resumed.x.data.copy_(saved)
    if optimizer:
        resumed.optimizer.load_state_dict(states[0])
    if scheduler:
        resumed.scheduler.load_state_dict(states[1])
    for step in range(steps):
        bench.point("resumed", step, resumed.step())
        bench.point("uninterrupted", step, straight.step())
    bench.measure("same", resumed.x.equal(straight.x))
    bench.measure("difference", abs(resumed.x.item() - straight.x.item()))
    bench.measure("lr", resumed.optimizer.param_groups[0]["lr"])
    bench.measure("lr_uninterrupted", straight.optimizer.param_groups[0]["lr"])


class _Training:
    """A parameter that descends (x - 3)² with a falling learning rate."""

    def __init__(self, bench: Bench, opt: str) -> None:
        self.x = bench.param([0.0])
        more = {"momentum": 0.9} if opt == "SGD" else {}
        self.optimizer = getattr(bench.optim, opt)([self.x], lr=0.05, **more)
        self.scheduler = bench.optim.lr_scheduler.StepLR(self.optimizer, step_size=7, gamma=0.5)

    def step(self) -> float:
        """One step; the loss before it."""
        self.optimizer.zero_grad()
        loss = ((self.x - 3) ** 2).sum()
        loss.backward()
        self.optimizer.step()
        self.scheduler.step()
        return loss.item()
