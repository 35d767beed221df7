"""Weight decay on coordinates whose gradients differ in size: Adam's L2 against AdamW's."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adam normalises L2 decay away where gradients are large; AdamW shrinks all alike.",
    topic="weight decay",
    knobs={
        "opt": Knob("AdamW", choices=("Adam", "AdamW")),
        "weight_decay": Knob(0.1, low=0.0, high=1.0),
        "ratio": Knob(100.0, low=1.0, high=1e4, help="each gradient over the next smaller one"),
        "steps": Knob(50, low=1, high=200),
    },
    measures={
        "shrink": "how far decay alone moved each coordinate, large gradient first",
        "spread": "the largest of these over the smallest, 0 without decay",
        "even": "did decay act alike on all of them (within a tenth)",
    },
    series={"large": "decay's share in the coordinate with the largest gradient", "small": "least"},
    source="Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization",
)
def coupled_vs_decoupled(
    bench: Bench, opt: str, weight_decay: float, ratio: float, steps: int
) -> None:
    slopes = [ratio, 1.0, 1 / ratio]
    decayed, plain = bench.param([1.0] * 3), bench.param([1.0] * 3)
    build = getattr(bench.optim, opt)
    pairs = [(decayed, weight_decay), (plain, 0.0)]
    optimizers = [build([x], lr=0.01, weight_decay=decay) for x, decay in pairs]
    shrink = [0.0] * 3
    for step in range(1, steps + 1):
        sign = 1 if step % 2 else -1  # gradients that cancel: what is left is the decay
        for x, _ in pairs:
            x.grad = sign * bench.param(slopes).detach()
        for optimizer in optimizers:
            optimizer.step()
        shrink = (plain - decayed).tolist()
        bench.point("large", step, shrink[0])
        bench.point("small", step, shrink[2])
    low, high = min(map(abs, shrink)), max(map(abs, shrink))
    bench.measure("shrink", shrink)
    bench.measure("spread", high / low if low else 0.0)
    bench.measure("even", high <= 1.1 * low)
