"""Which optimizers accept several parameter groups."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="All the usual ones take several groups; LBFGS takes exactly one.",
    topic="parameter groups",
    knobs={
        "opt": Knob(
            "LBFGS", choices=("SGD", "Adam", "AdamW", "Adagrad", "RMSprop", "Rprop", "LBFGS")
        ),
        "groups": Knob(2, low=1, high=5),
    },
    measures={"raised": "what the constructor raised, empty if nothing"},
    source="torch.optim.LBFGS.__init__",
)
def lbfgs_rejects_groups(bench: Bench, opt: str, groups: int) -> None:
    build = getattr(bench.optim, opt, getattr(torch.optim, opt))
    parts = [{"params": [bench.param([1.0])]} for _ in range(groups)]
    bench.measure("raised", bench.raises(lambda: build(parts, lr=0.1)))
