"""The same algorithm, run three ways: how many bits the results differ by."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Multi-tensor steps end where the loop does; torch's fused kernels a few roundings away.",
    topic="speed and precision",
    knobs={
        "opt": Knob("AdamW", choices=("SGD", "Adam", "AdamW", "Adagrad")),
        "implementation": Knob(
            "foreach", choices=("foreach", "fused"), help="fused is torch's own"
        ),
        "steps": Knob(10, low=1, high=100),
    },
    measures={
        "ulp": "largest distance from the loop's result, in units of the last place",
        "equal": "share of the numbers that are the same to the last bit",
        "relative": "largest relative distance",
    },
    series={"ulp": "largest distance after each step, in units of the last place"},
    source="torch.optim: foreach and fused",
)
def impl_equality(bench: Bench, opt: str, implementation: str, steps: int) -> None:
    torch.manual_seed(bench.seed)
    start = [torch.randn(n, dtype=bench.dtype) for n in (1, 17, 300)]
    grads = [[torch.randn_like(each) for each in start] for _ in range(steps)]
    family = torch.optim if implementation == "fused" else bench.optim
    more = {"momentum": 0.9} if opt == "SGD" else {}

    def made(of: object, **how: bool) -> tuple[list[torch.nn.Parameter], torch.optim.Optimizer]:
        params = [torch.nn.Parameter(each.to(bench.device, copy=True)) for each in start]
        return params, getattr(of, opt)(params, lr=0.01, **more, **how)

    (loop, one), (fast, two) = (
        made(bench.optim, foreach=False),
        made(family, **{implementation: True}),
    )
    whole = {torch.float32: torch.int32, torch.float64: torch.int64}[bench.dtype]
    for step, grad in enumerate(grads, 1):
        for params, optimizer in ((loop, one), (fast, two)):
            for param, g in zip(params, grad, strict=True):
                param.grad = g.to(bench.device)
            optimizer.step()
        a, b = (torch.cat(list(params)).detach() for params in (loop, fast))
        apart = (a.view(whole) - b.view(whole)).abs()
        bench.point("ulp", step, apart.max())
    bench.measure("ulp", apart.max())
    bench.measure("equal", (a == b).double().mean())
    bench.measure("relative", ((a - b) / a).abs().max())
