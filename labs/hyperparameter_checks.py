"""Which hyper-parameter values a constructor refuses, and how a group walks past the check."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Constructors refuse negative values only, and look at their arguments, not at groups.",
    topic="__init__",
    knobs={
        "option": Knob("lr", choices=("lr", "momentum", "weight_decay", "dampening")),
        "value": Knob(-1.0, low=-10.0, high=10.0),
        "place": Knob("argument", choices=("argument", "group")),
        "nesterov": Knob(False),
    },
    measures={"raised": "what the constructor raised, empty if it accepted"},
    source="torch.optim.SGD.__init__",
)
def hyperparameter_checks(
    bench: Bench, option: str, value: float, place: str, nesterov: bool
) -> None:
    x = bench.param([1.0])
    inside = {option: value} if place == "group" else {}
    arguments = {} if place == "group" else {option: value}
    bench.measure(
        "raised",
        bench.raises(
            lambda: bench.optim.SGD([{"params": [x], **inside}], nesterov=nesterov, **arguments)
        ),
    )
