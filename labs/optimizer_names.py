"""How the classes of torch.optim are really spelled, and how many there are."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="It is RMSprop, Adamax, NAdam and LBFGS: other spellings do not exist.",
    topic="inside an optimizer",
    knobs={
        "spelling": Knob(
            "RMSprop",
            choices=("RMSprop", "RMSProp", "Adamax", "AdaMax", "NAdam", "Nadam", "LBFGS", "L_BFGS"),
        )
    },
    measures={
        "exists": "is there a class so spelt in torch.optim",
        "classes": "how many optimizer classes torch.optim has",
    },
    source="torch.optim",
)
def optimizer_names(bench: Bench, spelling: str) -> None:
    base = torch.optim.Optimizer
    found = [thing for thing in vars(torch.optim).values() if isinstance(thing, type)]
    classes = [thing.__name__ for thing in found if issubclass(thing, base) and thing is not base]
    bench.measure("exists", spelling in classes)
    bench.measure("classes", len(classes))
