"""Which jobs an optimizer does by itself, and which it leaves to others."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adam moves weights, remembers gradients and can be saved; it never edits its own lr.",
    topic="schedules",
    knobs={"steps": Knob(5, low=1, high=100)},
    measures={
        "moves": "did the weight change",
        "remembers": "does the state hold a trace of past gradients",
        "saves": "does state_dict() carry that trace",
        "edits_lr": "is the lr in param_groups another one than at the start",
        "differentiates": "did step() alone, without backward(), produce a gradient",
    },
    source="torch.optim.Adam",
)
def optimizer_jobs(bench: Bench, steps: int) -> None:
    x, alone = bench.param([1.0]), bench.param([1.0])
    optimizer = bench.optim.Adam([x, alone], lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        (x**2).sum().backward()
        optimizer.step()
    bench.measure("moves", x.item() != 1.0)
    bench.measure("remembers", optimizer.state[x]["exp_avg"].item() != 0.0)
    bench.measure("saves", "exp_avg" in optimizer.state_dict()["state"][0])
    bench.measure("edits_lr", optimizer.param_groups[0]["lr"] != 0.1)
    bench.measure("differentiates", alone.grad is not None)
