"""torch's fused CPU kernels walk raw memory: a parameter laid out unlike its gradient."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="With a transposed or strided parameter the fused step is wrong on torch 2.13, silently.",
    topic="speed and precision",
    knobs={
        "layout": Knob("transposed", choices=("contiguous", "transposed", "every_other")),
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "size": Knob(4, low=2, high=20, help="rows and columns"),
    },
    measures={
        "wrong": "numbers in which the fused step differs from the loop by more than rounding",
        "raised": "what the fused step raised; empty when nothing",
        "contiguous": "is the parameter contiguous",
        "loop": "where the loop ends, the first row",
        "fused": "where the fused step ends, the first row",
    },
    source="torch.optim.SGD: fused",
)
def fused_ignores_strides(bench: Bench, layout: str, opt: str, size: int) -> None:
    def param() -> torch.nn.Parameter:
        whole = torch.zeros(size, 2 * size, dtype=bench.dtype, device=bench.device)
        views = {"contiguous": whole[:, :size].contiguous(), "every_other": whole[:, ::2]}
        return torch.nn.Parameter(views.get(layout, whole[:, :size].contiguous().t()))

    fused, loop = param(), param()
    grad = torch.arange(1.0, size**2 + 1, dtype=bench.dtype, device=bench.device).view(size, size)
    kinds = {"lr": 0.1, "momentum": 0.9} if opt == "SGD" else {"lr": 0.1}
    one = getattr(torch.optim, opt)([fused], fused=True, **kinds)
    two = getattr(bench.optim, opt)([loop], foreach=False, **kinds)
    raised = ""
    for scale in (1.0, -3.0):
        for x, optimizer in ((fused, one), (loop, two)):
            x.grad = grad * scale if scale > 0 else grad.sqrt() * scale
            raised += bench.raises(optimizer.step)
    bench.measure("wrong", (~torch.isclose(fused, loop, rtol=1e-4)).sum())
    bench.measure("raised", raised)
    bench.measure("contiguous", loop.is_contiguous())
    bench.measure("loop", loop[0])
    bench.measure("fused", fused[0])
