"""AMSGrad's maximum: of v as it is, or of v after its bias was corrected."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="torch's AMSGrad keeps the maximum of v itself and corrects it at each step's own t.",
    topic="adaptive rates",
    knobs={
        "beta2": Knob(0.99, low=0.5, high=0.9999),
        "fall": Knob(0.1, low=0.0, high=1.0, help="second gradient over the first"),
        "steps": Knob(10, low=2, high=100),
    },
    measures={
        "kept": "max_exp_avg_sq at the end",
        "raw": "the largest v there was",
        "corrected": "the largest v / (1 - β2^t) there was",
        "maximum_of": "which of the two is kept: raw or corrected",
    },
    series={"v": "exp_avg_sq", "max": "max_exp_avg_sq"},
    source="torch.optim.Adam, amsgrad",
)
def amsgrad_keeps_raw_max(bench: Bench, beta2: float, fall: float, steps: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.Adam([x], lr=0.01, betas=(0.9, beta2), amsgrad=True)
    raw = corrected = kept = 0.0
    for step in range(1, steps + 1):
        x.grad = bench.param([1.0 if step == 1 else fall]).detach()
        optimizer.step()
        v = optimizer.state[x]["exp_avg_sq"].item()
        kept = optimizer.state[x]["max_exp_avg_sq"].item()
        raw, corrected = max(raw, v), max(corrected, v / (1 - beta2**step))
        bench.point("v", step, v)
        bench.point("max", step, kept)
    bench.measure("kept", kept)
    bench.measure("raw", raw)
    bench.measure("corrected", corrected)
    bench.measure("maximum_of", "raw" if abs(kept - raw) < abs(kept - corrected) else "corrected")
