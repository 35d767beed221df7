"""What each optimizer keeps for a matrix after a step, in units of the matrix's own bytes."""

import torch

from quizapp.lab.bench import Bench, Knob, lab

NAMES = ("SGD", "Adagrad", "RMSprop", "Rprop", "Adadelta", "ASGD", "Adam", "AdamW", "Adamax")
MORE = ("NAdam", "RAdam", "SparseAdam", "Adafactor", "Muon", "LBFGS")
VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "momentum": ("SGD", {"momentum": 0.9}),
    "centered": ("RMSprop", {"centered": True}),
    "AMSGrad": ("Adam", {"amsgrad": True}),
}


@lab(
    claim="State costs 0 (SGD), 1 (momentum), 2 (Adam) or 3 (AMSGrad) parameters; Adafactor's ~0.",
    topic="state and checkpoints",
    knobs={"rows": Knob(64, low=8, high=256), "columns": Knob(64, low=8, high=256)},
    measures={
        "optimizers": "the optimizers, in the order of the numbers",
        "times": "bytes of state over bytes of the parameter",
        "adam": "that of Adam",
        "amsgrad": "that of AMSGrad",
        "adafactor": "that of Adafactor",
    },
    series={"times": "bytes of state over bytes of the parameter, by place in the list"},
    plot="bars",
    source="torch.optim: the state of each optimizer",
)
def state_memory(bench: Bench, rows: int, columns: int) -> None:
    times: dict[str, float] = {}
    for name in (*NAMES, *MORE, *VARIANTS):
        kind, settings = VARIANTS.get(name, (name, {}))
        x = torch.nn.Parameter(torch.ones(rows, columns, dtype=bench.dtype, device=bench.device))
        optimizer = getattr(bench.optim, kind)([x], **settings)

        def closure(x: torch.nn.Parameter = x, sparse: bool = name == "SparseAdam") -> torch.Tensor:
            x.grad = x.detach().to_sparse() if sparse else x.detach().clone()
            return (x.detach() ** 2).sum() / 2

        optimizer.step(closure)
        kept = sum(map(_size, optimizer.state[x].values()))
        times[name] = kept / (x.numel() * x.element_size())
        bench.point("times", len(times), times[name])
    bench.measure("optimizers", list(times))
    bench.measure("times", list(times.values()))
    for name in ("Adam", "AMSGrad", "Adafactor"):
        bench.measure(name.lower(), times[name])


def _size(value: object) -> int:
    """Bytes, counters apart: they are one number each."""
    if isinstance(value, torch.Tensor):
        return value.numel() * value.element_size() if value.dim() else 0
    return sum(map(_size, value)) if isinstance(value, list) else 0
