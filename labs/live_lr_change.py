"""Where step() reads the learning rate from: four places to write it, one that counts."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="step() reads group['lr'] anew each time; optimizer.lr and defaults move nothing.",
    topic="parameter groups",
    knobs={
        "where": Knob(
            "param_groups", choices=("param_groups", "defaults", "attribute", "state", "nowhere")
        ),
        "factor": Knob(0.1, low=0.0, high=10.0, help="new lr over old lr"),
    },
    measures={
        "first": "size of the step before the change (lr 0.1, gradient 1)",
        "second": "size of the step after the change",
        "obeyed": "did the second step follow the new lr",
    },
    series={"step": "size of each step"},
    source="torch.optim: per-parameter options",
)
def live_lr_change(bench: Bench, where: str, factor: float) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    sizes: list[float] = []
    for number in range(2):
        if number == 1:
            target = {
                "param_groups": optimizer.param_groups[0],
                "defaults": optimizer.defaults,
                "attribute": vars(optimizer),
                "state": optimizer.state[x],
            }.get(where, {})
            target["lr"] = 0.1 * factor
        before = x.item()
        optimizer.zero_grad()
        x.sum().backward()
        optimizer.step()
        sizes.append(before - x.item())
        bench.point("step", number + 1, sizes[-1])
    bench.measure("first", sizes[0])
    bench.measure("second", sizes[1])
    bench.measure("obeyed", abs(sizes[1] - 0.1 * factor) < 1e-6)
