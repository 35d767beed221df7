"""The state of one optimizer class loaded into another class, and the first step after it."""

from typing import Any

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Loading does not ask for the class; a foreign state is missed when its keys are needed.",
    topic="state and checkpoints",
    knobs={
        "saved": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "into": Knob("Adam", choices=("SGD", "Adam", "AdamW")),
    },
    measures={
        "raised": "what load_state_dict() and the next step() raised, empty if nothing",
        "moved": "did the step after loading move the parameter",
    },
    source="torch.optim.Adam.__setstate__",
)
def foreign_state(bench: Bench, saved: str, into: str) -> None:
    x = bench.param([1.0])
    x.sum().backward()

    def build(kind: str) -> Any:
        more = {"momentum": 0.9} if kind == "SGD" else {}
        return getattr(bench.optim, kind)([x], lr=0.1, **more)

    old, new = build(saved), build(into)
    old.step()
    before = x.item()

    def load_and_step() -> None:
        new.load_state_dict(old.state_dict())
        new.step()

    bench.measure("raised", bench.raises(load_and_step))
    bench.measure("moved", x.item() != before)
