"""A misspelt key in a parameter group: noticed, or silently carried along."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A group may hold any key: a misspelt one is kept, never read, and never complained of.",
    topic="parameter groups",
    knobs={
        "key": Knob("learning_rate", choices=("lr", "learning_rate", "LR")),
        "place": Knob("group", choices=("group", "argument")),
    },
    measures={
        "raised": "what the constructor raised, empty if nothing",
        "kept": "is the key in the group afterwards",
        "moved": "size of one step (gradient 1; the key says 0.5, lr elsewhere is 0.1)",
    },
    source="torch.optim.Optimizer.add_param_group",
)
def group_typo(bench: Bench, key: str, place: str) -> None:
    x = bench.param([1.0])
    x.sum().backward()
    inside = {key: 0.5} if place == "group" else {}
    arguments = {"lr": 0.1} | ({key: 0.5} if place == "argument" else {})
    kept: list[bool] = []

    def run() -> None:
        optimizer = bench.optim.SGD([{"params": [x], **inside}], **arguments)
        kept.append(key in optimizer.param_groups[0])
        optimizer.step()

    bench.measure("raised", bench.raises(run))
    bench.measure("kept", kept == [True])
    bench.measure("moved", abs(x.item() - 1.0))
