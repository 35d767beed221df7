"""A state_dict kept in a variable while training goes on: what of it changes."""

import copy

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="state_dict() copies the groups and shares the state tensors: only deepcopy freezes.",
    topic="state and checkpoints",
    knobs={"deepcopy": Knob(False), "steps": Knob(1, low=0, high=20)},
    measures={
        "buffer_before": "momentum in the kept dict when it was taken",
        "buffer_after": "momentum in the kept dict after more training",
        "buffer_follows": "did the kept momentum change",
        "lr_follows": "did the kept lr change when the optimizer's was changed",
    },
    series={"kept": "momentum in the kept dict"},
    source="torch.optim.Optimizer.state_dict",
)
def snapshot_is_alive(bench: Bench, deepcopy: bool, steps: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1, momentum=0.9)
    x.sum().backward()
    optimizer.step()
    kept = optimizer.state_dict()
    kept = copy.deepcopy(kept) if deepcopy else kept
    before = kept["state"][0]["momentum_buffer"].item()
    optimizer.param_groups[0]["lr"] = 0.5
    for step in range(steps):
        optimizer.step()
        bench.point("kept", step + 1, kept["state"][0]["momentum_buffer"].item())
    after = kept["state"][0]["momentum_buffer"].item()
    bench.measure("buffer_before", before)
    bench.measure("buffer_after", after)
    bench.measure("buffer_follows", before != after)
    bench.measure("lr_follows", kept["param_groups"][0]["lr"] == 0.5)
