"""A schedule's two forms: chained respects an lr that somebody else changed, closed forgets it."""

import warnings

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="step() multiplies the lr it finds; step(epoch) computes it anew from initial_lr.",
    topic="schedules",
    knobs={
        "form": Knob("chained", choices=("chained", "closed"), help="step() or step(epoch)"),
        "touch": Knob(0.1, low=0.01, high=1.0, help="the lr is multiplied by this at step 5"),
        "steps": Knob(10, low=6, high=100),
    },
    measures={
        "undisturbed": "lr in the end when nobody else writes it",
        "touched": "lr in the end after the change at step 5",
        "kept": "touched over undisturbed: the change, or 1 when it was forgotten",
    },
    series={"undisturbed": "lr of the schedule alone", "touched": "lr with the change"},
    source="torch.optim.lr_scheduler.ExponentialLR: _get_closed_form_lr",
)
def chained_and_closed(bench: Bench, form: str, touch: float, steps: int) -> None:
    last = {}
    for name, factor in {"undisturbed": 1.0, "touched": touch}.items():
        optimizer = bench.optim.SGD([bench.param([1.0])], lr=1.0)
        schedule = bench.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)
        (group,) = optimizer.param_groups
        for step in range(1, steps + 1):
            optimizer.step()
            with warnings.catch_warnings():  # torch would rather not be given an epoch
                warnings.simplefilter("ignore")
                schedule.step() if form == "chained" else schedule.step(step)
            if step == 5:
                group["lr"] *= factor
            bench.point(name, step, group["lr"])
        last[name] = group["lr"]
        bench.measure(name, last[name])
    bench.measure("kept", last["touched"] / last["undisturbed"])
