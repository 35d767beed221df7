"""Three ways to let a frozen layer train again in a running optimizer."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A layer never handed over needs add_param_group; one handed over needs only a gradient.",
    topic="training loop",
    knobs={
        "handed_over": Knob(False, help="was the frozen layer in the list at construction"),
        "remedy": Knob("flag", choices=("flag", "add_group")),
    },
    measures={
        "thawed": "did the once frozen layer move after the remedy",
        "momentum_kept": "did the head's momentum survive the remedy",
        "states_frozen": "entries in optimizer.state while the layer was frozen",
    },
    source="torch.optim.Optimizer.add_param_group",
)
def unfreeze(bench: Bench, handed_over: bool, remedy: str) -> None:
    base, head = bench.param([1.0]), bench.param([1.0])
    base.requires_grad_(False)
    optimizer = bench.optim.SGD([head, base] if handed_over else [head], lr=0.1, momentum=0.9)

    def train() -> None:
        optimizer.zero_grad()
        (base + head).sum().backward()
        optimizer.step()

    train()
    bench.measure("states_frozen", len(optimizer.state))
    buffer: torch.Tensor = optimizer.state[head]["momentum_buffer"]
    base.requires_grad_(True)
    if remedy == "add_group" and not handed_over:
        optimizer.add_param_group({"params": [base]})
    train()
    bench.measure("thawed", base.item() != 1.0)
    bench.measure("momentum_kept", optimizer.state[head]["momentum_buffer"] is buffer)
