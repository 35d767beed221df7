"""What dtype comes of two: tensors with dimensions outrank those without, and Python numbers."""

from typing import Any

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A number or 0-d tensor lifts the kind (integer to float) but not the size of a tensor.",
    topic="tensors and data",
    knobs={
        "left": Knob("float32", choices=("int64", "float16", "bfloat16", "float32", "float64")),
        "right": Knob(
            "float64 number in a 0-d tensor",
            choices=(
                "int64 tensor",
                "float64 tensor",
                "float64 number in a 0-d tensor",
                "Python int",
                "Python float",
            ),
        ),
    },
    measures={
        "sum": "dtype of left + right, where left is a tensor with a dimension",
        "in_place": "dtype of left after left += right, or what that raises",
        "division": "dtype of left / left",
        "kept": "does an optimizer's step keep the parameter's dtype (its lr a float64 tensor)",
    },
    source="torch: tensor attributes, type promotion",
)
def dtype_promotion(bench: Bench, left: str, right: str) -> None:
    a = torch.ones(2, dtype=getattr(torch, left), device=bench.device)
    b: Any = {
        "int64 tensor": torch.ones(2, dtype=torch.int64, device=bench.device),
        "float64 tensor": torch.ones(2, dtype=torch.float64, device=bench.device),
        "float64 number in a 0-d tensor": torch.tensor(1.0, dtype=torch.float64),
        "Python int": 1,
        "Python float": 1.0,
    }[right]
    bench.measure("sum", name((a + b).dtype))
    raised = bench.raises(lambda: a.add_(b))
    bench.measure("in_place", raised.partition(":")[0] or name(a.dtype))
    bench.measure("division", name((a / a).dtype))
    x = bench.param([1.0, 2.0])
    x.grad = torch.ones_like(x)
    rate = torch.tensor(0.1, dtype=torch.float64, device=bench.device)
    bench.optim.SGD([x], lr=rate).step()
    bench.measure("kept", x.dtype == bench.dtype)


def name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
