"""How long Muon's step is for matrices of several shapes, as torch adjusts it and as AdamW's."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Muon's step grows with rows/columns; match_rms_adamw makes each entry move 0.2 lr.",
    topic="signs, matrices, curvature",
    knobs={
        "adjust": Knob("original", choices=("original", "match_rms_adamw")),
        "wide": Knob(4, low=1, high=16, help="columns of the wide matrix over its 8 rows"),
        "lr": Knob(0.1, low=0.001, high=1.0),
    },
    measures={
        "square": "root mean square of the update of 8 x 8, in units of lr",
        "wide": "the same of the wide matrix",
        "tall": "the same of the wide one turned on its side",
        "vector": "what Muon says to a vector",
    },
    source="torch.optim.Muon, adjust_lr_fn; Liu et al. 2025",
)
def muon_step_size(bench: Bench, adjust: str, wide: int, lr: float) -> None:
    shapes = {"square": (8, 8), "wide": (8, 8 * wide), "tall": (8 * wide, 8)}
    for name, shape in shapes.items():
        torch.manual_seed(bench.seed)
        x = torch.nn.Parameter(torch.zeros(shape, dtype=bench.dtype, device=bench.device))
        optimizer = bench.optim.Muon([x], lr=lr, weight_decay=0.0, adjust_lr_fn=adjust)
        x.grad = torch.randn_like(x)
        optimizer.step()
        bench.measure(name, x.detach().square().mean().sqrt().item() / lr)
    bench.measure("vector", bench.raises(lambda: bench.optim.Muon([bench.param([1.0])])))
