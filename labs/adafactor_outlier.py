"""One large gradient in Adafactor's product of a row and a column: its neighbours pay for it."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A lone large gradient makes Adafactor's steps smaller in its whole row and column.",
    topic="adaptive rates",
    knobs={
        "size": Knob(5.0, low=1.0, high=1000.0, help="of that gradient; all others are 1"),
        "rows": Knob(6, low=3, high=32),
        "columns": Knob(8, low=3, high=32),
    },
    measures={
        "adam": "what divides Adam's step: the root of its second moment",
        "adafactor": "what divides Adafactor's: the root of row times column",
        "there": "Adafactor's divisor of the large gradient, over that gradient",
        "neighbour": "its divisor of another gradient of that row, over that gradient",
        "elsewhere": "its divisor of a gradient in another row and column, over that gradient",
    },
    plot="heatmap",
    source="Shazeer & Stern 2018, Alg. 4; torch.optim.Adafactor",
)
def adafactor_outlier(bench: Bench, size: float, rows: int, columns: int) -> None:
    gradient = torch.ones(rows, columns, dtype=bench.dtype, device=bench.device)
    gradient[1, 2] = size

    def state_of(name: str) -> dict[str, torch.Tensor]:
        x = torch.nn.Parameter(torch.zeros_like(gradient))
        x.grad = gradient.clone()
        optimizer = getattr(bench.optim, name)([x])
        optimizer.step()
        state: dict[str, torch.Tensor] = optimizer.state[x]
        return state

    row, column = (state_of("Adafactor")[key] for key in ("row_var", "col_var"))
    divisor = (row @ column / row.mean()).sqrt()
    share = divisor / gradient
    bench.measure("adam", (state_of("Adam")["exp_avg_sq"] / (1 - 0.999)).sqrt())
    bench.measure("adafactor", divisor)
    bench.measure("there", share[1, 2])
    bench.measure("neighbour", share[1, 0])
    bench.measure("elsewhere", share[0, 0])
