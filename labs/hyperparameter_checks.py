"""Which hyper-parameter values a constructor refuses, and how a group walks past the check."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Constructors refuse negative values only, and look at their arguments, not at groups.",
    topic="inside an optimizer",
    knobs={
        "option": Knob("lr", choices=("lr", "momentum", "weight_decay", "dampening")),
        "value": Knob(-1.0, low=-10.0, high=10.0),
        "place": Knob("argument", choices=("argument", "group")),
        "nesterov": Knob(False),
    },
    measures={
        "raised": "what the constructor raised, empty if it accepted",
        "stage": "when it was refused: constructor, step, or never",
    },
    source="torch.optim.SGD.__init__",
)
def hyperparameter_checks(
    bench: Bench, option: str, value: float, place: str, nesterov: bool
) -> None:
    x = bench.param([1.0])
    x.sum().backward()
    inside = {option: value} if place == "group" else {}
    arguments = {} if place == "group" else {option: value}
    built: list[torch.optim.Optimizer] = []

    def build() -> None:
        groups = [{"params": [x], **inside}]
        built.append(bench.optim.SGD(groups, nesterov=nesterov, **arguments))

    raised = bench.raises(build)
    later = bench.raises(built[0].step) if built else ""
    bench.measure("raised", raised)
    bench.measure("stage", "constructor" if raised else "step" if later else "never")
