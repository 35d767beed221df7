"""A checkpoint in one precision loaded into parameters of another: what becomes of the state."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="load_state_dict() casts a copy of the state to the parameter's dtype, but not the step.",
    topic="state and checkpoints",
    knobs={
        "opt": Knob("Adam", choices=("Adam", "AdamW", "NAdam", "RAdam", "Adamax")),
        "into": Knob("float16", choices=("float16", "bfloat16", "float32", "float64")),
        "steps": Knob(3, low=1, high=20),
    },
    measures={
        "moment": "dtype of exp_avg after loading",
        "counter": "dtype of step after loading",
        "counted": "the counter's value after loading",
        "copied": "is the loaded moment another tensor than the saved one",
        "error": "how far the loaded moment is from the saved one",
    },
    source="torch.optim.Optimizer.load_state_dict",
)
def loading_casts_state(bench: Bench, opt: str, into: str, steps: int) -> None:
    x = bench.param([1.0, 2.0])
    optimizer = getattr(bench.optim, opt)([x], lr=0.1)
    for _ in range(steps):
        x.grad = x.detach() / 3
        optimizer.step()
    saved = optimizer.state_dict()
    y = torch.nn.Parameter(x.detach().to(getattr(torch, into)))
    other = getattr(bench.optim, opt)([y], lr=0.1)
    other.load_state_dict(saved)
    moment, loaded = saved["state"][0]["exp_avg"], other.state[y]["exp_avg"]
    bench.measure("moment", str(loaded.dtype).removeprefix("torch."))
    bench.measure("counter", str(other.state[y]["step"].dtype).removeprefix("torch."))
    bench.measure("counted", other.state[y]["step"])
    bench.measure("copied", loaded.data_ptr() != moment.data_ptr())
    bench.measure("error", (loaded.double() - moment.double()).abs().max())
