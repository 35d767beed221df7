"""When optimizer.defaults is read: as a group joins, never afterwards."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Defaults fill the gaps of a group when it joins; later edits reach only later groups.",
    topic="parameter groups",
    knobs={"edited": Knob(0.5, low=0.0, high=10.0, help="lr written into defaults in between")},
    measures={
        "at_birth": "lr of the two first groups when built (argument 0.1, second group says 0.01)",
        "early": "lr of the first group after defaults was edited",
        "late": "lr of a group that joined after the edit without an lr of its own",
        "stride": "size of the first group's next step (gradient 1)",
    },
    source="torch.optim.Optimizer.add_param_group",
)
def defaults_fill_groups(bench: Bench, edited: float) -> None:
    x, y, z = (bench.param([1.0]) for _ in range(3))
    optimizer = bench.optim.SGD([{"params": [x]}, {"params": [y], "lr": 0.01}], lr=0.1)
    bench.measure("at_birth", [group["lr"] for group in optimizer.param_groups])
    optimizer.defaults["lr"] = edited
    optimizer.add_param_group({"params": [z]})
    bench.measure("early", optimizer.param_groups[0]["lr"])
    bench.measure("late", optimizer.param_groups[2]["lr"])
    x.sum().backward()
    optimizer.step()
    bench.measure("stride", 1.0 - x.item())
