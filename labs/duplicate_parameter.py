"""The same tensor handed over twice: once in a group, once across groups."""

import warnings

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Twice across groups is an error; twice within a group is a warning and a double step.",
    topic="parameter groups",
    knobs={
        "where": Knob("two_groups", choices=("once", "same_group", "two_groups", "added_later"))
    },
    measures={
        "raised": "what was raised, empty if nothing",
        "warnings": "how many warnings were given",
        "moved": "distance of one step at lr 0.1, gradient 1",
    },
    source="torch.optim.Optimizer.add_param_group",
)
def duplicate_parameter(bench: Bench, where: str) -> None:
    x = bench.param([1.0])
    sgd = bench.optim.SGD
    x.sum().backward()

    def run() -> None:
        if where == "two_groups":
            optimizer = sgd([{"params": [x]}, {"params": [x]}], lr=0.1)
        else:
            optimizer = sgd([x, x] if where == "same_group" else [x], lr=0.1)
        if where == "added_later":
            optimizer.add_param_group({"params": [x]})
        optimizer.step()

    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        bench.measure("raised", bench.raises(run))
    bench.measure("warnings", len(given))
    bench.measure("moved", abs(x.item() - 1.0))
