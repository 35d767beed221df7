"""Initialisers with a structure: eye, dirac, orthogonal, sparse, constant and what they make."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="eye and dirac pass a signal through as it is; orthogonal keeps its length exactly.",
    topic="initialisation",
    knobs={
        "init": Knob(
            "orthogonal", choices=("orthogonal", "eye", "dirac", "sparse", "ones", "zeros")
        ),
        "size": Knob(16, low=4, high=64),
        "gain": Knob(1.0, low=0.1, high=3.0, help="of orthogonal"),
        "sparsity": Knob(0.25, low=0.0, high=0.9, help="share of zeros in each column, of sparse"),
    },
    measures={
        "smallest": "smallest singular value of the matrix (dirac: of its middle tap)",
        "largest": "largest singular value",
        "zeros_a_column": "zeros in each column, if in all the same; else -1",
        "passes": "does a signal come out as it went in",
        "length": "length of a signal that comes out, over its length before",
    },
    series={"singular values": "from the largest down"},
    source="torch.nn.init",
)
def init_structure(bench: Bench, init: str, size: int, gain: float, sparsity: float) -> None:
    torch.manual_seed(bench.seed)
    weight = torch.empty(size, size, dtype=bench.dtype, device=bench.device)
    if init == "dirac":
        taps = nn.init.dirac_(weight.new_empty(size, size, 3))
        weight = taps[:, :, 1].clone()
    elif init == "sparse":
        nn.init.sparse_(weight, sparsity)
    elif init == "orthogonal":
        nn.init.orthogonal_(weight, gain)
    else:
        getattr(nn.init, f"{init}_")(weight)
    values = torch.linalg.svdvals(weight)
    for n, value in enumerate(values):
        bench.point("singular values", n, value)
    zeros = (weight == 0).sum(0)
    x = torch.randn(size, dtype=bench.dtype).to(bench.device)
    bench.measure("smallest", round(values[-1].item(), 4))
    bench.measure("largest", round(values[0].item(), 4))
    bench.measure("zeros_a_column", zeros[0] if bool((zeros == zeros[0]).all()) else -1)
    bench.measure("passes", torch.allclose(weight @ x, x))
    bench.measure("length", round(((weight @ x).norm() / x.norm()).item(), 4))
