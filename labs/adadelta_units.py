"""The same problem in other units: whether the optimizer's path changes with the parameter's."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Adadelta's steps carry the parameter's unit, save for ε; Adam's are lr in any unit.",
    topic="adaptive rates",
    knobs={
        "opt": Knob("Adadelta", choices=("Adadelta", "Adam", "RMSprop", "SGD")),
        "unit": Knob(10.0, low=1.0, high=100.0, help="the second parameter counts so many times"),
        "steps": Knob(100, low=10, high=200),
    },
    measures={
        "travelled": "how far the first parameter came",
        "converted": "how far the second came, in the first one's unit",
        "ratio": "the second over the first: 1 where the unit makes no difference",
    },
    series={"first": "the first parameter", "second": "the second, in the first one's unit"},
    source="Zeiler 2012, section 3.2",
)
def adadelta_units(bench: Bench, opt: str, unit: float, steps: int) -> None:
    settings = {"Adadelta": {"lr": 1.0, "eps": 1e-6}, "SGD": {"lr": 1e-4}}.get(opt, {"lr": 1e-3})
    first, second = bench.param([0.0]), bench.param([0.0])
    # ε is given in each one's own unit, for it is the one length that Adadelta starts from.
    scaled = {**settings, **({"eps": 1e-6 * unit**2} if opt == "Adadelta" else {})}
    optimizers = [
        getattr(bench.optim, opt)([x], **how) for x, how in ((first, settings), (second, scaled))
    ]
    for step in range(steps):
        bench.point("first", step, first)
        bench.point("second", step, second.item() / unit)
        first.grad = first.detach() - 1
        second.grad = (second.detach() / unit - 1) / unit  # the same loss, (x/unit - 1)²/2
        for optimizer in optimizers:
            optimizer.step()
    bench.measure("travelled", first.item())
    bench.measure("converted", second.item() / unit)
    bench.measure("ratio", second.item() / unit / first.item())
