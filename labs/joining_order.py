"""The steps of add_param_group, told apart by groups that are wrong in one way each."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A joining group is listed, checked, filled, compared with the others, and then added.",
    topic="parameter groups",
    knobs={
        "fault": Knob("none", choices=("none", "not_dict", "set_of_non_leaf", "non_leaf", "taken"))
    },
    measures={
        "raised": "what add_param_group() raised, empty if nothing",
        "listed": "was 'params' made a list by then",
        "filled": "had the missing lr been filled in by then",
        "groups": "how many groups there are afterwards (1 before)",
    },
    source="torch.optim.Optimizer.add_param_group",
)
def joining_order(bench: Bench, fault: str) -> None:
    x, y = bench.param([1.0]), bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    groups: dict[str, dict[str, object]] = {
        "none": {"params": y},
        "not_dict": {"params": y},
        "set_of_non_leaf": {"params": {y * 2}},
        "non_leaf": {"params": (y * 2,)},
        "taken": {"params": (x,)},
    }
    group = groups[fault]
    joining = list(group.items()) if fault == "not_dict" else group
    bench.measure("raised", bench.raises(lambda: optimizer.add_param_group(joining)))
    bench.measure("listed", isinstance(group["params"], list))
    bench.measure("filled", "lr" in group)
    bench.measure("groups", len(optimizer.param_groups))
