"""Rprop on a parabola and on the same parabola a million times steeper."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Rprop looks at signs only: gradients a million times larger give the very same path.",
    topic="signs, matrices, curvature",
    knobs={
        "scale": Knob(1e6, low=1e-6, high=1e6, help="by what all gradients are multiplied"),
        "lr": Knob(0.1, low=0.001, high=1.0),
        "steps": Knob(40, low=2, high=200),
    },
    measures={
        "gap": "largest distance between the two paths",
        "same": "are they the same to the last bit",
        "end": "where the first path ends; the minimum is at 3",
    },
    series={"plain": "gradients as they are", "scaled": "gradients multiplied"},
    source="Riedmiller & Braun 1993",
)
def rprop_sign_only(bench: Bench, scale: float, lr: float, steps: int) -> None:
    plain, scaled = bench.param([0.0]), bench.param([0.0])
    optimizers = [bench.optim.Rprop([x], lr=lr) for x in (plain, scaled)]
    gap = 0.0
    for step in range(steps):
        bench.point("plain", step, plain)
        bench.point("scaled", step, scaled)
        plain.grad = 2 * (plain.detach() - 3)
        scaled.grad = scale * 2 * (scaled.detach() - 3)
        for optimizer in optimizers:
            optimizer.step()
        gap = max(gap, (plain - scaled).abs().item())
    bench.measure("gap", gap)
    bench.measure("same", gap == 0)
    bench.measure("end", plain.item())
