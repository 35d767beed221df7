"""One large gradient, then small ones: how long Adamax and Adam go on remembering it."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adamax divides by a decaying maximum: a spike is remembered whole, fading as β2^t.",
    topic="adaptive rates",
    knobs={
        "spike": Knob(100.0, low=1.0, high=1e4, help="the first gradient; the others are 1"),
        "beta2": Knob(0.9, low=0.5, high=0.9999),
        "steps": Knob(60, low=5, high=300),
    },
    measures={
        "u1": "Adamax's u after the spike",
        "u5": "u after step 5",
        "predicted5": "max(β2⁴·spike, 1)",
        "forgotten_at": "first step at which u is the small gradient's again, 0 if never",
        "correction": "first step in units of lr: 1, though u has no bias correction",
    },
    series={"u": "Adamax's u", "root_v": "the root of Adam's corrected v"},
    source="Kingma & Ba 2015, section 7.1",
)
def adamax_infinity_norm(bench: Bench, spike: float, beta2: float, steps: int) -> None:
    x, y = bench.param([0.0]), bench.param([0.0])
    adamax = bench.optim.Adamax([x], lr=0.01, betas=(0.9, beta2))
    adam = bench.optim.Adam([y], lr=0.01, betas=(0.9, beta2))
    maxima = []
    for step in range(1, steps + 1):
        for p in (x, y):
            p.grad = bench.param([spike if step == 1 else 1.0]).detach()
        adamax.step()
        adam.step()
        if step == 1:
            bench.measure("correction", -x.item() / 0.01)
        maxima.append(adamax.state[x]["exp_inf"].item())
        bench.point("u", step, maxima[-1])
        v = adam.state[y]["exp_avg_sq"].item() / (1 - beta2**step)
        bench.point("root_v", step, v**0.5)
    small = [step for step, u in enumerate(maxima, 1) if u < 1.0001]
    bench.measure("u1", maxima[0])
    bench.measure("u5", maxima[4])
    bench.measure("predicted5", max(beta2**4 * spike, 1.0))
    bench.measure("forgotten_at", small[0] if small else 0)
