"""maximize=True against minimising the negated loss, with weight decay pulling as well."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="maximize=True is minimising -f: it flips the gradient and leaves weight decay alone.",
    topic="inside an optimizer",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam")),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
        "lr": Knob(0.1, low=0.0, high=0.5),
        "steps": Knob(30, low=1, high=200),
    },
    measures={
        "gap": "largest distance between maximising f and minimising -f",
        "climbed": "how much f = -(x - 3)² rose",
        "idle": "where a parameter without slope goes, from 1: decay pulls it towards 0",
    },
    series={"maximize": "maximize=True on f", "negated": "the default on -f"},
    source="torch.optim.SGD, maximize",
)
def maximize_is_negation(
    bench: Bench, opt: str, weight_decay: float, lr: float, steps: int
) -> None:
    up, down, idle = (bench.param([1.0]) for _ in range(3))
    build, settings = getattr(bench.optim, opt), {"lr": lr, "weight_decay": weight_decay}
    maximizing = build([up, idle], maximize=True, **settings)
    minimizing = build([down], **settings)
    gap = 0.0
    for step in range(steps):
        bench.point("maximize", step, up)
        bench.point("negated", step, down)
        maximizing.zero_grad()
        minimizing.zero_grad()
        (-((up - 3) ** 2) + (down - 3) ** 2 + 0 * idle).sum().backward()
        maximizing.step()
        minimizing.step()
        gap = max(gap, (up - down).abs().item())
    bench.measure("gap", gap)
    bench.measure("climbed", 4.0 - (up.item() - 3) ** 2)
    bench.measure("idle", idle.item())
