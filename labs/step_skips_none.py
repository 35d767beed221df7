"""What step() does to a parameter that has no gradient at all."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A parameter whose .grad is None is skipped: no move, no decay, no state, no error.",
    topic="training loop",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "grad": Knob("none", choices=("none", "zero", "one")),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
    },
    measures={
        "moved": "distance the parameter went in one step",
        "raised": "what step() raised, empty if nothing",
        "states": "parameters that have an entry in optimizer.state",
    },
    source="torch.optim.Optimizer.zero_grad, note 3",
)
def step_skips_none(bench: Bench, opt: str, grad: str, weight_decay: float) -> None:
    x = bench.param([1.0])
    optimizer = getattr(bench.optim, opt)([x], lr=0.1, weight_decay=weight_decay)
    if grad != "none":
        x.grad = x.detach().clone().fill_(1.0 if grad == "one" else 0.0)
    bench.measure("raised", bench.raises(optimizer.step))
    bench.measure("moved", abs(x.item() - 1.0))
    bench.measure("states", len(optimizer.state))
