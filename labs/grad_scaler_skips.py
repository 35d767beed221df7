"""GradScaler: what one infinite gradient does to the step and to the scale."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="An infinite gradient skips the step and halves the scale; it doubles after good steps.",
    topic="speed and precision",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW")),
        "overflow": Knob(4, low=0, high=20, help="the step whose gradient is infinite; 0: none"),
        "growth_interval": Knob(3, low=1, high=20, unit="good steps"),
        "steps": Knob(12, low=1, high=100),
    },
    measures={
        "skipped": "steps that did not move the parameter",
        "scales": "the scale after each of the first twelve steps (it starts at 1024)",
        "counted": "steps that the optimizer's state counts (absent for SGD)",
        "end": "the parameter in the end",
    },
    series={"scale": "the scale after each step", "x": "the parameter after each step"},
    source="torch.amp.GradScaler",
)
def grad_scaler_skips(
    bench: Bench, opt: str, overflow: int, growth_interval: int, steps: int
) -> None:
    x = bench.param([1.0])
    optimizer = getattr(bench.optim, opt)([x], lr=0.1)
    scaler = torch.amp.GradScaler(
        bench.device.type, init_scale=1024.0, growth_interval=growth_interval
    )
    skipped, scales = [], []
    for step in range(1, steps + 1):
        before = x.item()
        optimizer.zero_grad()
        loss = (x**2).sum() * (float("inf") if step == overflow else 1.0)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())
        skipped += [step] if x.item() == before else []
        bench.point("scale", step, scales[-1])
        bench.point("x", step, x)
    bench.measure("skipped", skipped)
    bench.measure("scales", scales[:12])
    bench.measure("counted", optimizer.state[x].get("step", "absent"))
    bench.measure("end", x)
