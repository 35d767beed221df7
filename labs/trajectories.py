"""Paths of several optimizers over one landscape: who oscillates, who crawls, who arrives."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="From one start each takes its own way: SGD follows the slope, then crawls in the "
    "valley; momentum swings past it; Adam first moves as far in x0 as in x1.",
    topic="descent and momentum",
    knobs={
        "surface": Knob("rosenbrock", help="the loss", choices=(
            "rosenbrock", "beale", "himmelblau", "bowl", "valley", "saddle")),
        "x0": Knob(-1.2, low=-6.0, high=6.0, help="where all of them start"),
        "x1": Knob(1.0, low=-6.0, high=6.0),
        "lr": Knob(1e-3, low=0.0, high=1.0, help="of SGD, and of SGD with momentum"),
        "momentum": Knob(0.9, low=0.0, high=0.99),
        "adam_lr": Knob(0.1, low=0.0, high=1.0, help="of Adam and RMSprop"),
        "steps": Knob(100, low=1, high=300),
    },
    measures={
        "end": "the loss of each after the last step, in the order of the series",
        "first_step": "how long the first step of each is",
        "nearest": "which ended lowest",
    },
    series={
        "SGD": "its place (x0, x1) before each step, and after the last",
        "momentum": "the same of SGD with momentum",
        "RMSprop": "the same of RMSprop",
        "Adam": "the same of Adam",
    },
    plot="contour",
    source="Rosenbrock 1960; Beale 1958; Himmelblau 1972",
)  # fmt: skip
def trajectories(
    bench: Bench, surface: str, lr: float, momentum: float, adam_lr: float, steps: int, **at: float
) -> None:
    loss, ends, first = bench.surface(surface), {}, []
    runners = {
        "SGD": ("SGD", {"lr": lr}),
        "momentum": ("SGD", {"lr": lr, "momentum": momentum}),
        "RMSprop": ("RMSprop", {"lr": adam_lr}),
        "Adam": ("Adam", {"lr": adam_lr}),
    }
    for number, (name, (kind, options)) in enumerate(runners.items()):
        x = bench.param([at["x0"], at["x1"]])
        optimizer = getattr(bench.optim, kind)([x], **options)
        begin = x.detach().clone()
        for step in range(steps):
            bench.point(name, x[0].item(), x[1])
            optimizer.zero_grad()
            loss(x).backward()
            optimizer.step()
            if step == 0:
                first.append((x.detach() - begin).norm().item())
            bench.progress((number + (step + 1) / steps) / len(runners), name)
        bench.point(name, x[0].item(), x[1])
        ends[name] = loss(x).item()
    bench.measure("end", list(ends.values()))
    bench.measure("first_step", first)
    bench.measure("nearest", min(ends, key=lambda name: ends[name]))
